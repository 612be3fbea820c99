import type { Attribution } from '../domain/attribution.ts';
import type { Call } from '../domain/call.ts';
import { erasedAttribution } from '../domain/privacy.ts';
import type { Store } from '../store/port.ts';
import type { ErasureCounts } from './erasure-counts.ts';

const MAX_BATCH_CALLS = 200;

export type CallErasure = {
  store: Pick<Store, 'calls' | 'annotations' | 'attributions' | 'deliveries'>;
  forgetCall: (call: Call) => Promise<number>;
  counts: ErasureCounts;
  at: Date;
};

/**
 * Erases the calls with everything that is stored under them. An erasure that was cut short is repeated by the calls' ids,
 * so each step may come twice. Deliveries go after the calls: a delivery that is made in between holds no caller.
 */
export async function eraseCalls(erasure: CallErasure, ids: readonly string[]): Promise<void> {
  for (let i = 0; i < ids.length; i += MAX_BATCH_CALLS)
    await eraseBatch(erasure, ids.slice(i, i + MAX_BATCH_CALLS));
}

/** Stores the remains of attributions, and erases the deliveries that were made from them. */
export async function eraseAttributions(
  { store, counts }: Pick<CallErasure, 'store' | 'counts'>,
  remains: readonly Attribution[],
): Promise<void> {
  if (remains.length === 0) return;
  counts.add({ attributions: await store.attributions.erase(remains) });
  const calls = [...new Set(remains.map(({ call }) => call))];
  counts.add({ deliveries: await store.deliveries.erase(calls) });
}

async function eraseBatch(erasure: CallErasure, ids: readonly string[]): Promise<void> {
  const { store, forgetCall, counts, at } = erasure;
  const calls = (await Promise.all(ids.map((id) => store.calls.get(id)))).filter((call) => call !== null);
  const found = calls.map(({ id }) => id);
  counts.addCalls(calls);
  const attributions = await store.attributions.ofCalls(found);
  counts.add({
    attributions: await store.attributions.erase(attributions.map((one) => erasedAttribution(one, at))),
    ...(await store.calls.erase(calls)),
    notes: await store.annotations.erase(found),
    deliveries: await store.deliveries.erase(found),
  });
  for (const call of calls) if (call.outcome !== null) counts.add({ memories: await forgetCall(call) });
}
