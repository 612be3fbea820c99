import type { CarrierAccount } from '../account.ts';
import { basic } from '../rest.ts';
import { listCalls, listNumbers } from '../twilio-like/account.ts';
import { signalwireShop } from './shop.ts';

/** Opens a SignalWire project. @param url the space's URL, such as `https://example.signalwire.com` */
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
    calls: (since) => listCalls(rest, path, since),
    numbers: () => listNumbers(rest, path),
    shop: signalwireShop(rest, path),
  };
}
