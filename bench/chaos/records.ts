import type { TakenEvent } from './consumer.ts';
import { ask } from './set-up.ts';

/** A call as the API shows it. */
export type CallRecord = {
  carrierCallId: string;
  endpoint: string | null;
  link: string | null;
  outcome: string | null;
  attribution: string | null;
  resolution: string | null;
};

/** A delivery as the API lists it. */
type DeliveryRecord = { call: string; state: string; reason: string | null; nextTryAt: string | null };

type Page<T> = { data: T[]; next: string | null };

async function readAll<T>(url: string, path: string): Promise<T[]> {
  const all: T[] = [];
  let after = '';
  for (;;) {
    const { status, body } = await ask<Page<T>>(url, 'GET', `${path}?limit=1000${after}`);
    if (status !== 200) throw new Error(`GET ${path} was answered with ${status}.`);
    all.push(...body.data);
    if (!body.next) return all;
    after = `&after=${encodeURIComponent(body.next)}`;
  }
}

export function readCalls(url: string): Promise<CallRecord[]> {
  return readAll<CallRecord>(url, '/v1/calls');
}

/** Returns the count of deliveries in each state, with the reason of those that are not delivered. */
export async function readDeliveries(
  url: string,
  consumers: readonly string[],
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const consumer of consumers) {
    for (const { state, reason } of await readAll<DeliveryRecord>(
      url,
      `/v1/consumers/${consumer}/deliveries`,
    )) {
      const name = state === 'delivered' ? state : `${state} (${reason ?? 'no reason'})`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}

/** Returns the first deliveries of calls that the consumer has taken, by the carrier's id of the call. */
export function attributedEvents(events: Iterable<TakenEvent>): Map<string, TakenEvent[]> {
  const attributed = [...events].filter(({ type }) => type === 'call.attributed');
  return groupBy(attributed, ({ call }) => call);
}

/** Groups the items by a text of each. */
export function groupBy<T>(items: Iterable<T>, textOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(textOf(item), [...(groups.get(textOf(item)) ?? []), item]);
  return groups;
}
