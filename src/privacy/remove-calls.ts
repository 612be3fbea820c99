import { setImmediate as breathe } from 'node:timers/promises';
import type { Store } from '../store/port.ts';
import { expireCalls } from './expire-calls.ts';

const MAX_BATCH_RECORDS = 500;
/** Later than every call. */
const END_OF_TIME = new Date(8_640_000_000_000_000 / 2);

type CallStore = Pick<
  Store,
  'calls' | 'annotations' | 'attributions' | 'deliveries' | 'history' | 'visits' | 'reports' | 'fits'
>;

/**
 * Removes everything that calls and visits have left in the store for the provider, in small steps. A run that was cut short
 * can be repeated.
 */
export async function removeCallsOf(store: CallStore, provider: string): Promise<void> {
  await repeat(() => expireCalls(store, provider, END_OF_TIME, MAX_BATCH_RECORDS));
  await repeat(() => store.attributions.expire(provider, END_OF_TIME, MAX_BATCH_RECORDS));
  await disownLastAttribution(store, provider);
  await repeat(() => store.reports.expire(provider, END_OF_TIME, MAX_BATCH_RECORDS));
  await repeat(() => store.history.removeOf(provider, MAX_BATCH_RECORDS));
  await repeat(() => store.visits.expire(provider, END_OF_TIME, MAX_BATCH_RECORDS));
  await store.fits.removeOf(provider);
}

/** The last attribution of the feed stays, erased, for its position. It becomes one of no provider. */
async function disownLastAttribution({ attributions }: CallStore, provider: string): Promise<void> {
  const { data } = await attributions.feed({ limit: MAX_BATCH_RECORDS }, { provider });
  await attributions.erase(data.map((one) => ({ ...one, provider: null, site: null, endpoint: null })));
}

async function repeat(step: () => Promise<number>): Promise<void> {
  while ((await step()) > 0) await breathe();
}
