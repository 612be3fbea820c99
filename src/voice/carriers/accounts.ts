import type { CarrierAccount } from './account.ts';
import { plivoAccount } from './plivo/account.ts';
import { signalwireAccount } from './signalwire/account.ts';
import { telnyxAccount } from './telnyx/account.ts';
import { twilioAccount } from './twilio/account.ts';

/** The carriers that have a list of calls, as far as we can read it. */
const MAKE = {
  twilio: twilioAccount,
  signalwire: signalwireAccount,
  telnyx: telnyxAccount,
  plivo: plivoAccount,
} as const;
export type ListingCarrier = keyof typeof MAKE;

/** Of each carrier the base URL of its API, and its accounts as `id:secret`. */
export type CarrierApis = Readonly<
  Record<ListingCarrier, { url: string | null; accounts: readonly string[] }>
>;

/** The accounts that can be asked: those with a base URL. */
export function accountsFor(apis: CarrierApis): CarrierAccount[] {
  return (Object.keys(MAKE) as ListingCarrier[]).flatMap((carrier) => {
    const { url, accounts } = apis[carrier];
    if (url === null) return [];
    return accounts.map((account) => {
      const [id = '', ...secret] = account.split(':');
      return MAKE[carrier]([id, secret.join(':')], url);
    });
  });
}
