import { ShopError, type ShopFault, secondsToWait } from '../shop.ts';

/** A refusal of Twilio, or of a carrier whose API answers as Twilio's does. */
export type Refusal = {
  status: number;
  code?: number | string | null | undefined;
  message?: string | null | undefined;
  retryAfter?: string | null | undefined;
};

/** Twilio's error dictionary. Its other codes are read by their status and message. */
const FAULTS: Readonly<Record<string, ShopFault>> = {
  20003: 'credentials_refused',
  20429: 'rate_limited',
  21422: 'number_gone',
  21452: 'none_found',
  21615: 'address_required',
  21631: 'address_required',
  21649: 'address_required',
};

/** Words of messages whose code differs by country and account. */
const WORDS: readonly (readonly [RegExp, ShopFault])[] = [
  [/no longer available|is not available/i, 'number_gone'],
  [
    /\b(bundle|address(sid)?)\b.*\brequired|requires? an? (local )?(address|bundle)|not twilio-approved/i,
    'address_required',
  ],
  [
    /insufficient (funds|balance|credit)|(balance|credit) (is )?too low|not enough (credit|funds)/i,
    'no_credit',
  ],
];

/**
 * Returns the error of a refusal.
 * @param isChange whether the request changes the account, so that a failed service may have carried it out
 */
export function shopErrorOf({ status, code, message, retryAfter }: Refusal, isChange: boolean): ShopError {
  return new ShopError(faultOf(status, code, message ?? '', isChange), message, secondsToWait(retryAfter));
}

function faultOf(status: number, code: Refusal['code'], message: string, isChange: boolean): ShopFault {
  const known = FAULTS[String(code)] ?? WORDS.find(([words]) => words.test(message))?.[1];
  if (known) return known;
  if (status === 401 || status === 403) return 'credentials_refused';
  if (status === 402) return 'no_credit';
  if (status === 404) return 'not_in_account';
  if (status === 429) return 'rate_limited';
  if (status >= 500) return isChange ? 'uncertain' : 'unavailable';
  return 'refused';
}

/** Errors of the network before a connection existed, so that nothing was sent. */
const UNSENT = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** Returns the error of a request without an answer. @param code that of the network's error */
export function unanswered(code: unknown, isChange: boolean): ShopError {
  const isUnsent = UNSENT.includes(String(code));
  return new ShopError(isChange && !isUnsent ? 'uncertain' : 'unavailable');
}
