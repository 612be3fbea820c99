import type { CarrierAccount } from '../account.ts';
import { basic } from '../rest.ts';
import { listedCalls, listedNumbers } from '../twilio-like/account.ts';

/** @param url of the space, such as `https://example.signalwire.com` */
export function signalwireAccount(
  credential: readonly [project: string, token: string],
  url: string,
): CarrierAccount {
  const [id, token] = credential;
  const rest = { url, authorization: basic(id, token) };
  const path = `/api/laml/2010-04-01/Accounts/${id}`;
  return {
    carrier: 'signalwire',
    id,
    calls: (since) => listedCalls(rest, path, since),
    numbers: () => listedNumbers(rest, path),
  };
}
