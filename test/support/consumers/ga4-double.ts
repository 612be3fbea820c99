import type { Answer, Received } from './double.ts';

export type Ga4Event = {
  client: string;
  session: string;
  /** Milliseconds. */
  at: number;
  name: string;
  params: Record<string, unknown>;
  /** Why GA4 would ignore the event in silence. */
  faults: string[];
};

const HOUR_MS = 3_600_000;
const RESERVED = /^(firebase_|ga_|google_|gtag\.)/;

/** GA4's Measurement Protocol: it accepts every well-formed event, and `events` has GA4's real opinion of it. */
export function ga4Double(now: () => Date): { answer: Answer; events: Ga4Event[] } {
  const events: Ga4Event[] = [];

  function read({ query, body }: Received): Ga4Event[] {
    const sent = JSON.parse(body);
    return sent.events.map((event: { name: string; params: Record<string, unknown> }) => ({
      client: sent.client_id,
      session: event.params.session_id,
      at: sent.timestamp_micros / 1000,
      name: event.name,
      params: event.params,
      faults: faultsOf(query, body, sent, event),
    }));
  }

  function faultsOf(
    query: URLSearchParams,
    body: string,
    sent: { client_id?: string; timestamp_micros?: number; events: unknown[] },
    { name, params }: { name: string; params: Record<string, unknown> },
  ): string[] {
    const faults: string[] = [];
    const need = (isRight: boolean, fault: string) => isRight || faults.push(fault);
    need(/^G-[A-Z\d]+$/.test(query.get('measurement_id') ?? ''), 'measurement_id');
    need(Boolean(query.get('api_secret')), 'api_secret');
    need(Buffer.byteLength(body) < 130_000, 'body');
    need(/^\d+\.\d+$/.test(sent.client_id ?? ''), 'client_id');
    need(sent.events.length <= 25, 'more than 25 events');
    need(/^[A-Za-z]\w{0,39}$/.test(name) && !RESERVED.test(name), `event ${name}`);
    need(Object.keys(params).length <= 25, 'more than 25 params');
    for (const [key, value] of Object.entries(params)) {
      need(/^[A-Za-z]\w{0,39}$/.test(key) && !RESERVED.test(key), `param ${key}`);
      need(String(value).length <= 100, `value of ${key}`);
    }
    need(/^\d+$/.test(String(params.session_id)), 'session_id');
    need(Number(params.engagement_time_msec) > 0, 'engagement_time_msec');
    const micros = sent.timestamp_micros ?? 0;
    need(Number.isSafeInteger(micros) && micros > 1e15, 'timestamp_micros');
    need(now().getTime() - micros / 1000 <= 72 * HOUR_MS, 'older than 72 hours');
    need(micros / 1000 <= now().getTime(), 'in the future');
    need(micros / 1000 >= Number(params.session_id) * 1000, 'before its session');
    return faults;
  }

  return {
    events,
    answer(received) {
      if (received.path === '/debug/mp/collect') {
        const [first] = read({ ...received, body: withTime(received.body, now()) });
        const messages = (first?.faults ?? []).map((fault) => ({
          fieldPath: fault,
          description: `${fault} is wrong`,
          validationCode: 'VALUE_INVALID',
        }));
        return { status: 200, body: { validationMessages: messages } };
      }
      if (received.path !== '/mp/collect') return { status: 404 };
      events.push(...read(received));
      return { status: 204 };
    },
  };
}

/** A trial needs no time of an event. */
function withTime(body: string, time: Date): string {
  return JSON.stringify({ timestamp_micros: time.getTime() * 1000, ...JSON.parse(body) });
}
