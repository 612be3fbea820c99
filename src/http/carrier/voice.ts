import express, { type Request, type RequestHandler, type Router } from 'express';
import type { Logger } from 'pino';
import type { CallEvent } from '../../domain/call.ts';
import { apologySteps } from '../../domain/call-plan.ts';
import { mask } from '../../domain/phone.ts';
import { Problem } from '../../domain/problem.ts';
import type { Metrics } from '../../infra/metrics.ts';
import type {
  CallAtHand,
  CallbackUrls,
  CallDocument,
  CarrierAdapter,
  IncomingCall,
  Webhook,
} from '../../voice/carriers/carrier.ts';
import type { KeepEvent } from '../../voice/outbox.ts';
import type { Switchboard } from '../../voice/switchboard.ts';
import { type BaseUrls, baseUrlsOf } from './base-urls.ts';
import { callbackUrls, carrierPath } from './urls.ts';

export type CarrierRouteOptions = {
  adapters: readonly CarrierAdapter[];
  switchboard: Switchboard;
  keep: KeepEvent;
  /** The base URLs that a carrier may have called; the first is the one we give out. */
  publicUrls: () => BaseUrls;
  /** Whether those are configured, and not just what this machine calls itself. */
  isPublicUrlSet: boolean;
  /** When a webhook came, where the carrier says no time. */
  now: () => Date;
  metrics: Metrics;
  log: Logger;
};

/** The webhooks of carriers: the signature first, over the bytes as they came; then the adapter reads them. */
export function carrierRoutes(router: Router, options: CarrierRouteOptions): void {
  const { adapters, switchboard, keep, publicUrls, isPublicUrlSet, now, metrics, log } = options;
  const readRaw = express.raw({ type: () => true, limit: '64kb' });

  for (const adapter of adapters) {
    const base = carrierPath(adapter.name);

    const receive = (kind: string, handle: (received: Received) => Promise<Answer>) => {
      const handler: RequestHandler = async (request, response) => {
        const bases = baseUrlsOf(request, publicUrls(), isPublicUrlSet);
        const webhook = webhookOf(request, bases);
        if (!adapter.isGenuine(webhook)) {
          metrics.forgeries.inc({ carrier: adapter.name });
          throw new Problem('signature_invalid', 'The signature does not fit the request.');
        }
        metrics.calls.inc({ carrier: adapter.name, kind });
        const urls = (call?: CallAtHand) => callbackUrls(bases[0], adapter.name, call);
        const { status, contentType, body } = await handle({ webhook, request, urls });
        if (contentType) response.type(contentType);
        response.status(status).end(body);
      };
      router.post(`${base}/${kind}`, readRaw, handler);
      router.get(`${base}/${kind}`, handler);
      router.all(`${base}/${kind}`, (request, response) => {
        response.set('Allow', 'GET, POST');
        throw new Problem('method_not_allowed', `${request.method} is not possible here.`);
      });
    };

    /** A kind that is answered with a document: whatever goes wrong here, the caller is told so in the carrier's words. */
    const receiveAndLead = (kind: string, handle: (received: Received) => Promise<CallDocument | null>) =>
      receive(kind, async (received) => {
        try {
          const document = await handle(received);
          return document ? { status: 200, ...document } : { status: adapter.heard };
        } catch (error) {
          if (error instanceof Problem) throw error;
          log.error(
            { err: error, carrier: adapter.name, kind },
            'a call got no better answer than an apology',
          );
          return { status: 200, ...adapter.document(apologySteps(), received.urls()) };
        }
      });

    const callOf = (webhook: Webhook): IncomingCall => {
      const call = adapter.incomingCall(webhook);
      if (!call) throw new Problem('invalid_request', 'The request names no call.');
      return call;
    };

    receiveAndLead('voice', async ({ webhook, urls }) => {
      const call = callOf(webhook);
      const document = await switchboard.answer(adapter, call, urls(call), now());
      log.info(
        { carrier: adapter.name, call: call.carrierCallId, from: mask(call.from), to: mask(call.to) },
        'a call came in',
      );
      return document;
    });

    receiveAndLead('dial', async ({ webhook, request, urls }) => {
      const events = adapter.events('next', webhook, now());
      const ended = adapter.stepEnded(webhook);
      if (!ended && adapter.incomingCall(webhook)) {
        // The step goes on, and a document would break into it.
        await keepAll(events);
        return null;
      }
      const flow = textOf(request.query.flow);
      return switchboard.goOn(adapter, ended, events, flow, urls(ended ?? undefined));
    });

    receiveAndLead('fallback', async ({ webhook, urls }) => {
      const call = callOf(webhook);
      log.error({ carrier: adapter.name, call: call.carrierCallId }, 'a call came in at the fallback');
      return switchboard.fallback(adapter, call, urls(call), now());
    });

    receive('status', async ({ webhook }) => {
      await keepAll(adapter.events('status', webhook, now()));
      return { status: adapter.heard };
    });

    receive('recording', async ({ webhook }) => {
      await keepAll(adapter.events('recording', webhook, now()));
      return { status: adapter.heard };
    });

    receiveAndLead('whisper', async ({ request, urls }) =>
      adapter.document([{ type: 'say', text: textOf(request.query.text) }], urls()),
    );
  }

  async function keepAll(events: readonly CallEvent[]): Promise<void> {
    await Promise.all(events.map(keep));
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

type Received = { webhook: Webhook; request: Request; urls: (call?: CallAtHand) => CallbackUrls };
type Answer = { status: number; contentType?: string; body?: string };

function webhookOf(request: Request, bases: readonly string[]): Webhook {
  return {
    method: request.method,
    urls: bases.map((base) => base + asSent(request.originalUrl)),
    headers: request.headers,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}

/** Node gives each byte of the path as a character; one that was sent as it is, unescaped, is UTF-8. */
function asSent(url: string): string {
  return /[\u0080-\u00ff]/.test(url) ? Buffer.from(url, 'latin1').toString('utf8') : url;
}
