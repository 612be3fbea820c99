import type { Notice } from '../domain/alert-notice.ts';
import type { Attribution } from '../domain/attribution.ts';
import { type CallView, viewOfCall } from '../domain/call-view.ts';
import type { OutgoingDelivery } from './platforms/platform.ts';

/** What a webhook reports of a call. `shortened` says that the lists were cut. */
type CallData = { call: CallView; attribution: Attribution; shortened?: true };

export type WebhookEvent = {
  type: string;
  timestamp: string;
  data: CallData | NoticeData | { consumer: string };
};
type NoticeData = { consumer: string; notice: Notice };

/** The limit of Standard Webhooks. */
const MAX_BODY_BYTES = 20_000;

/** Returns the event of a webhook: the call and its attribution as the API shows them. */
export function eventOf({ type, at, isFirst, context }: OutgoingDelivery): WebhookEvent {
  const { call, attribution, tags, notes, qualification, calledBackAt } = context;
  return {
    type: `call.${type === 'retraction' ? 'retracted' : isFirst ? 'attributed' : newsOf(attribution)}`,
    timestamp: at.toISOString(),
    data: { call: viewOfCall(call, attribution, { tags, notes, qualification, calledBackAt }), attribution },
  };
}

/** Returns the event about a state, such as `alert.pool_low`. */
export function noticeEvent(notice: Notice, consumer: string): WebhookEvent {
  return { type: `alert.${notice.about}`, timestamp: notice.at, data: { consumer, notice } };
}

/** Returns what changed in a call that the consumer knows already. */
function newsOf({ cause }: Attribution): 'updated' | 'reattributed' {
  return cause === 'outcome' ? 'updated' : 'reattributed';
}

/**
 * Returns the event as JSON of less than 20 kB. Cuts long lists where the event would be larger, and then the visit, whose
 * facts are also in the attribution.
 */
export function eventText(event: WebhookEvent): string {
  let text = JSON.stringify(event);
  const { data } = event;
  if (!('call' in data)) return text;
  for (const shorten of [withLists(10), withLists(3), withLists(1), withLists(0), withoutVisit]) {
    if (Buffer.byteLength(text) < MAX_BODY_BYTES) return text;
    text = JSON.stringify({ ...event, data: shorten(data) });
  }
  return text;
}

function withLists(maxItems: number): (data: CallData) => CallData {
  return ({ call, attribution }) => ({
    call: cutLists({ ...call, visit: call.visit && cutLists(call.visit, maxItems) }, maxItems),
    attribution: cutLists(attribution, maxItems),
    shortened: true,
  });
}

/** Keeps the last pages before the call, and the last notes: they say the most. Keeps the first items of the other lists. */
function cutLists<T extends object>(facts: T, maxItems: number): T {
  const members = Object.entries(facts).map(([name, value]) => {
    if (!Array.isArray(value)) return [name, value];
    const areLastBest = name === 'pages' || name === 'notes';
    return [name, areLastBest ? value.slice(Math.max(0, value.length - maxItems)) : value.slice(0, maxItems)];
  });
  return Object.fromEntries(members) as T;
}

function withoutVisit(data: CallData): CallData {
  const { call, ...rest } = withLists(0)(data);
  return { call: { ...call, visit: null }, ...rest };
}
