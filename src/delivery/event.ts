import type { Attribution } from '../domain/attribution.ts';
import type { OutgoingDelivery } from './platforms/platform.ts';

export type WebhookEvent = { type: string; timestamp: string; data: Record<string, unknown> };

/** What Standard Webhooks lets a body have, in bytes. */
const LARGEST = 20_000;

/** What a webhook is told: the call and its attribution as the API shows them. */
export function eventOf({ type, at, isFirst, context: occasion }: OutgoingDelivery): WebhookEvent {
  const { pool, keyedBy, key, eventCount, ...call } = occasion.call;
  const { attribution, qualification } = occasion;
  return {
    type: `call.${type === 'retraction' ? 'retracted' : isFirst ? 'attributed' : newsOf(attribution)}`,
    timestamp: at.toISOString(),
    data: { call: { ...call, attribution: attribution.id, qualification }, attribution },
  };
}

/** What is new in an attribution of a call that was told before. */
function newsOf({ cause }: Attribution): 'updated' | 'reattributed' {
  return cause === 'outcome' ? 'updated' : 'reattributed';
}

/** The event as JSON of less than 20 kB: of the longest lists only the beginning, where it would be more. */
export function eventText(event: WebhookEvent): string {
  let text = JSON.stringify(event);
  for (const most of [10, 3, 0]) {
    if (Buffer.byteLength(text) < LARGEST) return text;
    text = JSON.stringify({ ...event, data: { ...shortened(event.data, most), shortened: true } });
  }
  return text;
}

function shortened(data: WebhookEvent['data'], most: number): WebhookEvent['data'] {
  const attribution = data.attribution as Record<string, unknown> | undefined;
  if (!attribution) return data;
  const lists = Object.entries(attribution).map(([name, value]) => {
    if (!Array.isArray(value)) return [name, value];
    // Of pages the last ones tell the most.
    return [name, name === 'pages' ? value.slice(value.length - most) : value.slice(0, most)];
  });
  return { ...data, attribution: Object.fromEntries(lists) };
}
