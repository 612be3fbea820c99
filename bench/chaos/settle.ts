import { setTimeout as sleep } from 'node:timers/promises';
import type { PlacedCall } from './carrier.ts';
import type { TakenEvent } from './consumer.ts';
import { attributedEvents, type CallRecord, readCalls } from './records.ts';

const POLL_MS = 500;
const MAX_SETTLE_MS = 300_000;

/**
 * Waits until each call is recorded, attributed and delivered. Gives up when nothing has changed for `idleMs`. Resolves with the
 * calls as the API lists them then.
 */
export async function settle(
  url: string,
  calls: readonly PlacedCall[],
  events: () => Iterable<TakenEvent>,
  idleMs: number,
): Promise<CallRecord[]> {
  const began = performance.now();
  let changedAt = began;
  let before = -1;
  for (;;) {
    // The store may be busy with the work that waited for it.
    const records = await readCalls(url).catch(() => null);
    const now = performance.now();
    const open = records ? openCalls(calls, records, events()) : before;
    if (open !== before) changedAt = now;
    before = open;
    if (records && (open === 0 || now - changedAt > idleMs || now - began > MAX_SETTLE_MS)) return records;
    if (now - changedAt > MAX_SETTLE_MS)
      throw new Error('GET /v1/calls got no answer after all faults were healed.');
    await sleep(POLL_MS);
  }
}

/** Returns the count of calls that lack their record, their attribution or their event. */
function openCalls(
  calls: readonly PlacedCall[],
  records: readonly CallRecord[],
  events: Iterable<TakenEvent>,
): number {
  const attributed = new Set(records.filter((call) => call.attribution).map((call) => call.carrierCallId));
  const known = new Set(records.map((call) => call.carrierCallId));
  const delivered = attributedEvents(events);
  return calls.filter(({ sid, hasEnded, answers }) => {
    if (answers.length === 0) return false;
    return hasEnded ? !attributed.has(sid) || !delivered.has(sid) : !known.has(sid);
  }).length;
}
