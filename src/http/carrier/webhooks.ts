import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import type { CallEvent } from '../../domain/call.ts';
import { apologySteps } from '../../domain/call-plan.ts';
import { mask } from '../../domain/phone.ts';
import { Problem } from '../../domain/problem.ts';
import type { Metrics } from '../../infra/metrics.ts';
import type {
  CallbackUrls,
  CallDocument,
  CallReference,
  CarrierAdapter,
  IncomingCall,
  Webhook,
} from '../../voice/carriers/carrier.ts';
import { queryOf } from '../../voice/carriers/webhook.ts';
import type { SaveEvent } from '../../voice/outbox.ts';
import type { Switchboard } from '../../voice/switchboard.ts';
import type { HttpResult } from '../result.ts';
import type { BaseUrls } from './base-urls.ts';
import { callbackUrls, carrierPath } from './urls.ts';

export type WebhookOptions = {
  adapters: readonly CarrierAdapter[];
  switchboard: Switchboard;
  saveEvent: SaveEvent;
  /** When a webhook came, where the carrier says no time. */
  now: () => Date;
  metrics: Metrics;
  log: Logger;
};

/** A carrier's request as it came in, of no framework. */
export type Arrived = {
  method: string;
  /** Path and query as Node gives them. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The base URLs that the carrier may have called; the first is the one we give out. */
  bases: BaseUrls;
};

/** Rejects with `Problem` when there is nothing to answer in the carrier's own language. */
export type AnswerWebhook = (arrived: Arrived) => Promise<HttpResult>;

type Received = { webhook: Webhook; urls: (call?: CallReference) => CallbackUrls };

/**
 * The webhooks of carriers, by their path: the signature first, over the bytes as they came; then the adapter reads
 * them.
 */
export function carrierWebhooks(options: WebhookOptions): ReadonlyMap<string, AnswerWebhook> {
  const { adapters, switchboard, saveEvent: keep, now, metrics, log } = options;
  const webhooks = new Map<string, AnswerWebhook>();

  for (const adapter of adapters) {
    const receive = (kind: string, handle: (received: Received) => Promise<HttpResult>) =>
      webhooks.set(`${carrierPath(adapter.name)}/${kind}`, async (arrived) => {
        const webhook = webhookOf(arrived);
        if (!(await adapter.isGenuine(webhook))) {
          metrics.forgeries.inc({ carrier: adapter.name });
          throw new Problem('signature_invalid', 'The signature does not fit the request.');
        }
        metrics.calls.inc({ carrier: adapter.name, kind });
        const urls = (call?: CallReference) => callbackUrls(arrived.bases[0], adapter.name, call);
        return handle({ webhook, urls });
      });

    /** A kind that is answered with a document: whatever goes wrong here, the caller is told so in the carrier's words. */
    const receiveAndLead = (kind: string, handle: (received: Received) => Promise<CallDocument | null>) =>
      receive(kind, async (received) => {
        try {
          const document = await handle(received);
          return document ? resultOf(document) : { status: adapter.ackStatus };
        } catch (error) {
          if (error instanceof Problem) throw error;
          log.error(
            { err: error, carrier: adapter.name, kind },
            'a call got no better answer than an apology',
          );
          return resultOf(adapter.document(apologySteps(), received.urls()));
        }
      });

    const callOf = (webhook: Webhook): IncomingCall => {
      const call = adapter.incomingCall(webhook);
      if (!call) throw new Problem('invalid_request', 'The request names no call.');
      return call;
    };

    receiveAndLead('voice', async ({ webhook, urls }) => {
      const call = callOf(webhook);
      const document = await switchboard.answer(adapter, call, { urls: urls(call), receivedAt: now() });
      log.info(
        { carrier: adapter.name, call: call.carrierCallId, from: mask(call.from), to: mask(call.to) },
        'a call came in',
      );
      return document;
    });

    receiveAndLead('dial', async ({ webhook, urls }) => {
      const events = adapter.events('next', webhook, now());
      const ended = adapter.stepResult(webhook);
      if (!ended && adapter.incomingCall(webhook)) {
        // The step goes on, and a document would break into it.
        await saveAll(events);
        return null;
      }
      const flow = queryOf(webhook).get('flow') ?? '';
      return switchboard.continueCall(
        adapter,
        { result: ended, events, flow },
        { urls: urls(ended ?? undefined), receivedAt: now() },
      );
    });

    receiveAndLead('fallback', async ({ webhook, urls }) => {
      const call = callOf(webhook);
      log.error({ carrier: adapter.name, call: call.carrierCallId }, 'a call came in at the fallback');
      return switchboard.fallback(adapter, call, { urls: urls(call), receivedAt: now() });
    });

    receive('status', async ({ webhook }) => {
      await saveAll(adapter.events('status', webhook, now()));
      return { status: adapter.ackStatus };
    });

    receive('recording', async ({ webhook }) => {
      await saveAll(adapter.events('recording', webhook, now()));
      return { status: adapter.ackStatus };
    });

    receiveAndLead('whisper', async ({ webhook, urls }) =>
      adapter.document([{ type: 'say', text: queryOf(webhook).get('text') ?? '' }], urls()),
    );
  }

  return webhooks;

  async function saveAll(events: readonly CallEvent[]): Promise<void> {
    await Promise.all(events.map(keep));
  }
}

function resultOf({ contentType, body }: CallDocument): HttpResult {
  return { status: 200, headers: { 'Content-Type': contentType }, text: body };
}

function webhookOf({ method, url, headers, body, bases }: Arrived): Webhook {
  return { method, urls: bases.map((base) => base + url), headers, body };
}
