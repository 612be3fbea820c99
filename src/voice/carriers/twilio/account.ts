import type { CarrierAccount } from '../account.ts';
import { basic } from '../rest.ts';
import { listedCalls, listedNumbers } from '../twilio-like/account.ts';

/** @param credential `AC…:auth token` */
export function twilioAccount(credential: readonly [id: string, token: string], url: string): CarrierAccount {
  const [id, token] = credential;
  const rest = { url, authorization: basic(id, token) };
  const path = `/2010-04-01/Accounts/${id}`;
  return {
    carrier: 'twilio',
    id,
    calls: (since) => listedCalls(rest, path, since),
    numbers: () => listedNumbers(rest, path),
  };
}
