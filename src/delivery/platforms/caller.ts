import { createHash } from 'node:crypto';
import type { Call } from '../../domain/call.ts';
import { isKnownCaller } from '../../domain/phone.ts';

/** The caller's number in E.164, hashed with SHA-256 as hex; null: it was withheld, or is not kept. */
export function hashedCaller({ from }: Call, withPlus: boolean): string | null {
  if (from === null || !isKnownCaller(from)) return null;
  return createHash('sha256')
    .update(withPlus ? from : from.slice(1))
    .digest('hex');
}
