import type { ConsumerKind } from '../domain/consumer.ts';
import { every } from '../infra/every.ts';
import type { Store } from '../store/port.ts';

/** The deliveries that consumers of one kind have not received. */
export type Backlog = {
  /** Dead deliveries. At most `MAX_COUNTED_DELIVERIES` of each consumer are counted. */
  dead: number;
  /** How long the oldest due delivery has been due. 0: no delivery is due. */
  oldestDueSeconds: number;
};

const MAX_COUNTED_DELIVERIES = 10_000;

/** Counts the backlog by kind of consumer. Consumers that are paused or disabled have no due deliveries. */
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
    const sum = backlogs.get(kind) ?? { dead: 0, oldestDueSeconds: 0 };
    backlogs.set(kind, {
      dead: sum.dead + dead,
      oldestDueSeconds: Math.max(sum.oldestDueSeconds, seconds),
    });
  }
  return backlogs;
}
