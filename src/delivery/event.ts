import type { Attribution } from '../domain/attribution.ts';
import type { OutgoingDelivery } from './platforms/platform.ts';

export type WebhookEvent = { type: string; timestamp: string; data: Record<string, unknown> };

/** The limit of Standard Webhooks. */
const MAX_BODY_BYTES = 20_000;

/** Returns the event of a webhook: the call and its attribution as the API shows them. */
export function eventOf({ type, at, isFirst, context }: OutgoingDelivery): WebhookEvent {
  const { attribution, qualification } = context;
  const { pool, keyedBy, key, eventCount, ...call } = context.call;
  return {
    type: `call.${type === 'retraction' ? 'retracted' : isFirst ? 'attributed' : newsOf(attribution)}`,
    timestamp: at.toISOString(),
    data: { call: { ...call, attribution: attribution.id, qualification }, attribution },
  };
}

/** Returns what changed in a call that the consumer knows already. */
function newsOf({ cause }: Attribution): 'updated' | 'reattributed' {
  return cause === 'outcome' ? 'updated' : 'reattributed';
}

/** Returns the event as JSON of less than 20 kB. Cuts long lists where the event would be larger. */
export function eventText(event: WebhookEvent): string {
  let text = JSON.stringify(event);
  for (const maxItems of [10, 3, 0]) {
    if (Buffer.byteLength(text) < MAX_BODY_BYTES) return text;
    text = JSON.stringify({ ...event, data: { ...shortened(event.data, maxItems), shortened: true } });
  }
  return text;
}

function shortened(data: WebhookEvent['data'], maxItems: number): WebhookEvent['data'] {
  const attribution = data.attribution as Record<string, unknown> | undefined;
  if (!attribution) return data;
  const lists = Object.entries(attribution).map(([name, value]) => {
    if (!Array.isArray(value)) return [name, value];
    // The last pages before the call say the most.
    return [name, name === 'pages' ? value.slice(value.length - maxItems) : value.slice(0, maxItems)];
  });
  return { ...data, attribution: Object.fromEntries(lists) };
}
