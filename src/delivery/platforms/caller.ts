import { createHash } from 'node:crypto';
import type { Call } from '../../domain/call.ts';
import { isKnownCaller } from '../../domain/phone.ts';

/** Returns the SHA-256 of the caller's E.164 number as hex. Null: the caller withheld it, or it is stored masked. */
export function hashedCaller({ from }: Call, withPlus: boolean): string | null {
  if (from === null || !isKnownCaller(from)) return null;
  return createHash('sha256')
    .update(withPlus ? from : from.slice(1))
    .digest('hex');
}
