import type { CarrierAccount } from './account.ts';
import { plivoAccount } from './plivo/account.ts';
import { signalwireAccount } from './signalwire/account.ts';
import { telnyxAccount } from './telnyx/account.ts';
import { twilioAccount } from './twilio/account.ts';

/** The carriers whose list of calls Ringtrail can read. */
const ACCOUNT_READERS = {
  twilio: twilioAccount,
  signalwire: signalwireAccount,
  telnyx: telnyxAccount,
  plivo: plivoAccount,
} as const;
export type ListingCarrier = keyof typeof ACCOUNT_READERS;

/** For each carrier the base URL of its API, and its accounts as `id:secret`. */
export type CarrierApis = Readonly<
  Record<ListingCarrier, { url: string | null; accounts: readonly string[] }>
>;

/** Returns the accounts that can be read: those with a base URL. */
export function accountsFor(apis: CarrierApis): CarrierAccount[] {
  return (Object.keys(ACCOUNT_READERS) as ListingCarrier[]).flatMap((carrier) => {
    const { url, accounts } = apis[carrier];
    if (url === null) return [];
    return accounts.map((account) => {
      const [id = '', ...secret] = account.split(':');
      return ACCOUNT_READERS[carrier]([id, secret.join(':')], url);
    });
  });
}
