import type { Consumer, ConsumerOf } from '../../domain/consumer.ts';
import { reportDeliveryId } from '../../domain/delivery.ts';
import { newDelivery } from '../../domain/delivery-state.ts';
import { every } from '../../infra/every.ts';
import type { Store } from '../../store/port.ts';
import { nextOrdinal } from '../progress.ts';
import { latestPeriod } from './period.ts';

export type ReportMailOptions = {
  store: Pick<Store, 'consumers' | 'progress' | 'deliveries'>;
  zoneOf: (provider: string) => string;
  now: () => Date;
};

/** A report that could not be sent for this long is given up. */
const MAX_LATE_MS = 3 * 86_400_000;

/**
 * Returns a function that stores the deliveries of reports whose time has come. A delivery's id follows from the reader and the time. So a
 * report is planned once, whatever workers plan it and die.
 */
export function createReportMails({ store, zoneOf, now }: ReportMailOptions): () => Promise<void> {
  async function plan(consumer: ConsumerOf<'report_mail'>): Promise<void> {
    const time = now();
    const { dueAt, since, until } = latestPeriod(consumer.settings, zoneOf(consumer.provider), time);
    const isOld = time.getTime() - dueAt.getTime() > MAX_LATE_MS;
    if (isOld || dueAt.toISOString() <= consumer.createdAt) return;
    for (const to of consumer.settings.to) await add(consumer, to, { dueAt, since, until }, time);
  }

  async function add(
    { id: consumer, provider, name }: Consumer,
    to: string,
    { dueAt, since, until }: { dueAt: Date; since: Date; until: Date },
    time: Date,
  ): Promise<void> {
    const at = dueAt.toISOString();
    const id = reportDeliveryId(consumer, to, at);
    if (await store.deliveries.get(id)) return;
    const ordinal = await nextOrdinal(store.progress, consumer);
    if (ordinal === null) return;
    const report = { to, since: since.toISOString(), until: until.toISOString() };
    const notice = {
      ...{ about: 'report' as const, phase: 'begun' as const, subject: consumer, title: name },
      ...{ facts: [{ name: 'To', value: to }], path: '/reports', report, at },
    };
    const identity = {
      ...{ id, consumer, provider, call: null, attribution: null, ordinal, at },
      ...{ type: 'notice' as const, notice },
    };
    const deadline = new Date(dueAt.getTime() + MAX_LATE_MS).toISOString();
    await store.deliveries.add(newDelivery(identity, { state: 'waiting', deadline }, time));
  }

  return async () => {
    const failures: unknown[] = [];
    for await (const consumer of every(store.consumers)) {
      if (consumer.kind !== 'report_mail' || consumer.paused) continue;
      await plan(consumer).catch((error) => void failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
}
