import type { SimulatedCarrier, UnsignedWebhook } from './simulated-carrier.ts';

/** Faults between the carrier and the gateway. */
export type Faults = {
  /** Each webhook arrives twice. */
  retry?: boolean;
  /** Webhooks that need no document arrive at the end, in a random order or in reverse. */
  order?: 'shuffled' | 'reversed';
  /** The number of the webhook that is lost, counted from 1 after the first webhook. */
  lose?: number;
  badSignature?: boolean;
};

/** One webhook of the call and its answer. */
export type WebhookExchange = {
  what: string;
  method: string;
  url: string;
  fields: Readonly<Record<string, unknown>>;
  status: number;
  body: string;
};

export type LineOptions = {
  /** The URL at which this process reaches the gateway. */
  localUrl: string;
  /** The gateway's own base URL, which is signed. */
  publicUrl: string;
  secret: string;
  faults?: Faults;
  /** The clock of the signatures. */
  now: () => Date;
};

const MAX_ANSWER_MS = 15_000;

export type Line = ReturnType<typeof createLine>;

/** Returns the connection to the gateway, with its faults. */
export function createLine(
  carrier: SimulatedCarrier,
  { secret, publicUrl, localUrl, faults = {}, now }: LineOptions,
  onExchange: (exchange: WebhookExchange) => void,
) {
  const exchanges: WebhookExchange[] = [];
  const delayed: UnsignedWebhook[] = [];
  let count = 0;
  const isLost = () => ++count === faults.lose;

  async function post(outgoing: UnsignedWebhook): Promise<WebhookExchange> {
    const { what, method, url, fields, contentType, body } = outgoing;
    const signingSecret = faults.badSignature ? carrier.wrongSecret(secret) : secret;
    const signature = await carrier.sign(outgoing, signingSecret, now());
    const response = await fetch(url.replace(publicUrl, localUrl), {
      method,
      headers: { ...(method === 'POST' && { 'Content-Type': contentType }), ...signature },
      ...(method === 'POST' && { body }),
      signal: AbortSignal.timeout(MAX_ANSWER_MS),
    });
    const exchange = { what, method, url, fields, status: response.status, body: await response.text() };
    exchanges.push(exchange);
    onExchange(exchange);
    return exchange;
  }

  async function send(outgoing: UnsignedWebhook): Promise<WebhookExchange> {
    const exchange = await post(outgoing);
    return faults.retry ? post(outgoing) : exchange;
  }

  return {
    exchanges,
    send,
    /** Sends a webhook that needs a document. Resolves with null when the webhook is lost. */
    request: async (outgoing: UnsignedWebhook): Promise<WebhookExchange | null> =>
      isLost() ? null : send(outgoing),
    /** Sends a webhook that needs no document. */
    async report(outgoing: UnsignedWebhook): Promise<void> {
      if (isLost()) return;
      if (faults.order) delayed.push(outgoing);
      else await send(outgoing);
    },
    /** Sends the delayed webhooks. */
    async flush(): Promise<void> {
      const reordered = faults.order === 'reversed' ? delayed.toReversed() : shuffled(delayed);
      for (const outgoing of reordered) await send(outgoing);
    },
  };
}

/** Returns the items in another order than before, as far as there is one. */
function shuffled<T>(items: readonly T[]): T[] {
  const order = items.toReversed();
  for (let i = order.length - 1; i > 1; i--) {
    const j = 1 + Math.floor(Math.random() * i);
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
}
