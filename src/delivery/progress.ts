import type { Consumer, ConsumerProgress } from '../domain/consumer.ts';
import type { Progress } from '../store/port.ts';
import { slowFor } from './retry.ts';

/** @param cursor the place in the feed after which it is told; null: all of it */
export function newProgress(id: string, cursor: string | null): ConsumerProgress {
  return { id, cursor, planned: 0, disabled: null, slowed: null, version: 0 };
}

/** Whether nothing is to be sent to it now. */
export function isStopped(consumer: Consumer, progress: ConsumerProgress | null, now: Date): boolean {
  // It is being removed.
  if (!progress) return true;
  if (consumer.paused || progress.disabled) return true;
  return progress.slowed !== null && new Date(progress.slowed.until) > now;
}

/** Changes what several processes change: whoever comes second reads again. */
async function update(
  store: Progress,
  id: string,
  fields: (now: ConsumerProgress) => Partial<ConsumerProgress> | null,
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

/** Begins anew with a consumer that was disabled or slowed down. */
export function enable(store: Progress, id: string): Promise<void> {
  return update(store, id, () => ({ disabled: null, slowed: null }));
}

export function slowDown(store: Progress, id: string, at: Date, askedMs: number | null): Promise<void> {
  return update(store, id, ({ slowed }) => {
    const isSlowed = slowed !== null && new Date(slowed.until) > at;
    // Several tries under way tell of one and the same need; who asks for the longest has it.
    const times = isSlowed ? slowed.times : (slowed?.times ?? 0) + 1;
    const pause = slowFor(isSlowed ? 1 : times, askedMs);
    const until = new Date(at.getTime() + pause).toISOString();
    return isSlowed && slowed.until >= until ? null : { slowed: { until, times } };
  });
}

/** Lets it be told at once: what it was slowed down for may have been put right. */
export function resume(store: Progress, id: string): Promise<void> {
  return update(store, id, ({ slowed }) => slowed && { slowed: null });
}

export function speedUp(store: Progress, id: string, at: Date): Promise<void> {
  return update(store, id, ({ slowed }) =>
    slowed && new Date(slowed.until) <= at ? { slowed: null } : null,
  );
}
