import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export const REQUEST_ID_HEADER = 'X-Request-Id';

const VALID = /^[\w.:-]{1,64}$/;
const prefix = randomBytes(6).toString('hex');
let count = 0;

/**
 * Returns the client's `X-Request-Id` where it is valid, else a new id: a prefix of this process and a count.
 * A new id costs no call of the random generator.
 */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const received = headers['x-request-id'];
  return typeof received === 'string' && VALID.test(received) ? received : newRequestId();
}

function newRequestId(): string {
  count += 1;
  return `${prefix}-${count.toString(36)}`;
}
