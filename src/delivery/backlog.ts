import type { ConsumerKind } from '../domain/consumer.ts';
import { every } from '../infra/every.ts';
import type { Store } from '../store/port.ts';

/** What lies before the consumers of one kind. */
export type Backlog = {
  /** Deliveries that were given up; of each consumer at most `MOST_COUNTED` are counted. */
  dead: number;
  /** How long the one has been due that has been due the longest; 0: none is. */
  oldestDueSeconds: number;
};

const MAX_COUNTED_DELIVERIES = 10_000;

/** By kind of consumer, of those that are set up. Who is paused or disabled is owed nothing now. */
export async function backlogOf(
  store: Pick<Store, 'consumers' | 'progress' | 'deliveries'>,
  now: Date,
): Promise<Map<ConsumerKind, Backlog>> {
  const backlogs = new Map<ConsumerKind, Backlog>();
  for await (const { id, kind, paused } of every(store.consumers)) {
    const [dead, progress, [due]] = await Promise.all([
      store.deliveries.dead(id, MAX_COUNTED_DELIVERIES),
      store.progress.get(id),
      store.deliveries.due(id, now.toISOString(), 1),
    ]);
    const since = paused || progress?.disabled ? null : due?.nextTryAt;
    const seconds = since ? (now.getTime() - Date.parse(since)) / 1000 : 0;
    const former = backlogs.get(kind) ?? { dead: 0, oldestDueSeconds: 0 };
    backlogs.set(kind, {
      dead: former.dead + dead,
      oldestDueSeconds: Math.max(former.oldestDueSeconds, seconds),
    });
  }
  return backlogs;
}
