/** Callers whom a provider refuses. */
import { callingNumber, isE164, isWithheld } from './phone.ts';
import { isCallerName } from './privacy.ts';

/** The user and the host of a SIP address, without the name, password, port and parameters around them. */
const SIP_ADDRESS = /(?:^|<)(?:sips?:)?([^<>:@;?\s]+)(?::[^@<>]*)?@([^<>:;?\s]+)/i;

/**
 * Returns the caller as a list of blocks names it: a number in E.164, a SIP address without scheme and parameters, or a
 * keyed hash. Returns null for a caller who shows the same text as others.
 */
export function blockableCaller(text: string): string | null {
  if (isCallerName(text)) return text;
  if (isWithheld(text)) return null;
  const number = callingNumber(text);
  if (isE164(number)) return number;
  const [, user, host] = SIP_ADDRESS.exec(text.trim()) ?? [];
  return user === undefined || host === undefined ? null : `${user}@${host.toLowerCase()}`;
}
