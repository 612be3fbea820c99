import express, { type Request, type RequestHandler, type Router } from 'express';
import type { Logger } from 'pino';
import type { CallEvent } from '../../domain/call.ts';
import { mask } from '../../domain/phone.ts';
import { Problem } from '../../domain/problem.ts';
import type { Metrics } from '../../infra/metrics.ts';
import type { CallAtHand, CarrierAdapter, Webhook } from '../../voice/carriers/carrier.ts';
import type { KeepEvent } from '../../voice/outbox.ts';
import type { Switchboard } from '../../voice/switchboard.ts';
import { callbackUrls, carrierPath } from './urls.ts';

export type CarrierRouteOptions = {
  adapters: readonly CarrierAdapter[];
  switchboard: Switchboard;
  keep: KeepEvent;
  /** The base URLs that a carrier may have called; the first is the one we give out. */
  publicUrls: () => readonly [string, ...string[]];
  metrics: Metrics;
  log: Logger;
};

/** The webhooks of carriers: the signature first, over the bytes as they came; then the adapter reads them. */
export function carrierRoutes(router: Router, options: CarrierRouteOptions): void {
  const { adapters, switchboard, keep, publicUrls, metrics, log } = options;
  const readRaw = express.raw({ type: () => true, limit: '64kb' });

  for (const adapter of adapters) {
    const base = carrierPath(adapter.name);
    const urls = (call?: CallAtHand) => callbackUrls(publicUrls()[0], adapter.name, call);

    const receive = (kind: string, handle: (webhook: Webhook, request: Request) => Promise<Answer>) => {
      const handler: RequestHandler = async (request, response) => {
        const webhook = webhookOf(request, publicUrls());
        if (!adapter.isGenuine(webhook)) {
          metrics.forgeries.inc({ carrier: adapter.name });
          throw new Problem('signature_invalid', 'The signature does not fit the request.');
        }
        metrics.calls.inc({ carrier: adapter.name, kind });
        const { status, contentType, body } = await handle(webhook, request);
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

    receive('voice', async (webhook) => {
      const call = adapter.incomingCall(webhook);
      if (!call) throw new Problem('invalid_request', 'The request names no call.');
      const document = await switchboard.answer(adapter, call, urls(call), new Date());
      log.info(
        { carrier: adapter.name, call: call.carrierCallId, from: mask(call.from), to: mask(call.to) },
        'a call came in',
      );
      return { status: 200, ...document };
    });

    receive('dial', async (webhook, request) => {
      const events = adapter.events('next', webhook, new Date());
      const ended = adapter.stepEnded(webhook);
      const flow = textOf(request.query.flow);
      const document = await switchboard.goOn(adapter, ended, events, flow, urls(ended ?? undefined));
      return document ? { status: 200, ...document } : { status: adapter.heard };
    });

    receive('fallback', async (webhook) => {
      const call = adapter.incomingCall(webhook);
      if (!call) throw new Problem('invalid_request', 'The request names no call.');
      log.error({ carrier: adapter.name, call: call.carrierCallId }, 'a call came in at the fallback');
      return { status: 200, ...switchboard.fallback(adapter, call, urls(call), new Date()) };
    });

    receive('status', async (webhook) => {
      await keepAll(adapter.events('status', webhook, new Date()));
      return { status: adapter.heard };
    });

    receive('recording', async (webhook) => {
      await keepAll(adapter.events('recording', webhook, new Date()));
      return { status: adapter.heard };
    });

    receive('whisper', async (_webhook, request) => {
      const text = textOf(request.query.text);
      return { status: 200, ...adapter.document([{ type: 'say', text }], urls()) };
    });
  }

  async function keepAll(events: readonly CallEvent[]): Promise<void> {
    await Promise.all(events.map(keep));
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

type Answer = { status: number; contentType?: string; body?: string };

function webhookOf(request: Request, bases: readonly string[]): Webhook {
  return {
    method: request.method,
    urls: bases.map((base) => base + request.originalUrl),
    headers: request.headers,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}
