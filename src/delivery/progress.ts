import { type Consumer, type ConsumerProgress, isUnconnected } from '../domain/consumer.ts';
import type { Progress } from '../store/port.ts';
import { slowFor } from './retry.ts';

/** @param cursor the consumer gets the attributions after this position of the feed. Null: all of them. */
export function newProgress(id: string, cursor: string | null): ConsumerProgress {
  return { id, cursor, planned: 0, disabled: null, slowed: null, version: 0 };
}

/** Checks whether the consumer gets nothing now. A consumer without progress is being removed. */
export function isStopped(consumer: Consumer, progress: ConsumerProgress | null, now: Date): boolean {
  if (!progress) return true;
  if (consumer.paused || progress.disabled || isUnconnected(consumer)) return true;
  return progress.slowed !== null && new Date(progress.slowed.until) > now;
}

/** Changes a record that several processes change at once. Reads it again when another process was first. */
async function update(
  store: Progress,
  id: string,
  fields: (latest: ConsumerProgress) => Partial<ConsumerProgress> | null,
): Promise<void> {
  for (;;) {
    const former = await store.get(id);
    const change = former && fields(former);
    if (!change || (await store.change(former, change))) return;
  }
}

export function disable(store: Progress, id: string, at: Date, reason: string): Promise<void> {
  return update(store, id, () => ({ disabled: { at: at.toISOString(), reason } }));
}

/** Removes all that keeps the consumer from getting deliveries. */
export function enable(store: Progress, id: string): Promise<void> {
  return update(store, id, () => ({ disabled: null, slowed: null }));
}

export function slowDown(store: Progress, id: string, at: Date, askedMs: number | null): Promise<void> {
  return update(store, id, ({ slowed }) => {
    const isSlowed = slowed !== null && new Date(slowed.until) > at;
    // Attempts that are under way at once report one overload. The longest pause counts.
    const times = isSlowed ? slowed.times : (slowed?.times ?? 0) + 1;
    const pause = slowFor(isSlowed ? 1 : times, askedMs);
    const until = new Date(at.getTime() + pause).toISOString();
    return isSlowed && slowed.until >= until ? null : { slowed: { until, times } };
  });
}

/** Ends a pause at once, because its cause may be repaired. */
export function resume(store: Progress, id: string): Promise<void> {
  return update(store, id, ({ slowed }) => slowed && { slowed: null });
}

/** Forgets a pause that is over, so that the next one is short again. */
export function speedUp(store: Progress, id: string, at: Date): Promise<void> {
  return update(store, id, ({ slowed }) =>
    slowed && new Date(slowed.until) <= at ? { slowed: null } : null,
  );
}

/** Takes the next place in the consumer's order. Returns null when the consumer is being removed. */
export async function nextOrdinal(store: Progress, id: string): Promise<number | null> {
  for (;;) {
    const former = await store.get(id);
    if (!former) return null;
    const moved = await store.change(former, { planned: former.planned + 1 });
    if (moved) return moved.planned;
  }
}
