import { z } from 'zod';
import { CARRIERS, type Carrier } from '../../domain/model.ts';
import { Problem } from '../../domain/problem.ts';
import type { Metrics } from '../../infra/metrics.ts';
import type { RequestContext } from '../../kernel/context.ts';
import type { HttpResult } from '../../kernel/result.ts';
import { type Route, rawRoute } from '../../kernel/route.ts';
import { type Bases, baseUrlsOf, callbackUrls, carrierPath } from '../callback-urls.ts';
import { adapterOf } from '../carriers/all.ts';
import type { CallbackUrls, CarrierAdapter, Webhook } from '../carriers/carrier.ts';
import { createHandlers, type HandlerOptions, type WebhookKind } from './webhook-handlers.ts';

const MAX_BODY_BYTES = 65_536;

const SUMMARIES: Readonly<Record<WebhookKind, string>> = {
  voice: 'Answer an incoming call with a call document',
  dial: 'Continue a call after a step of its routing plan, such as a dial',
  fallback: 'Forward a call whose voice webhook failed',
  status: 'Receive the progress of a leg',
  recording: 'Receive the state of a recording',
  whisper: 'Speak to the person who answers, before the parties are connected',
};
/** The kinds whose answer is an acknowledgement without a document. */
const ACKNOWLEDGED: readonly string[] = ['status', 'recording'];

export type WebhookOptions = HandlerOptions &
  Bases & { adapters: readonly CarrierAdapter[]; metrics: Metrics };

/**
 * Returns the routes of the carriers' webhooks: each kind by GET and by POST. The signature is checked first, over the
 * bytes as received; then the adapter reads them. @param options.adapters those of the configured carriers
 */
export function webhookRoutes(options: WebhookOptions): Route[] {
  const { adapters, metrics } = options;
  const handlers = createHandlers(options);

  function receive(adapter: CarrierAdapter, kind: WebhookKind) {
    return async (input: { body: Buffer | undefined }, context: RequestContext): Promise<HttpResult> => {
      const bases = baseUrlsOf(context.forwardedBase, options);
      const webhook: Webhook = {
        method: context.method,
        urls: bases.map((base) => base + context.url),
        headers: context.headers,
        body: input.body ?? NO_BODY,
      };
      if (!(await adapter.isGenuine(webhook))) {
        metrics.forgeries.inc({ carrier: adapter.name });
        throw new Problem('signature_invalid', 'The signature does not match the request.');
      }
      metrics.calls.inc({ carrier: adapter.name, kind });
      const urls = (call?: Parameters<typeof callbackUrls>[2]) => callbackUrls(bases[0], adapter.name, call);
      return handlers[kind]({ adapter, webhook, urls, requestId: context.requestId });
    };
  }

  return CARRIERS.flatMap((carrier) => {
    const configured = adapters.find(({ name }) => name === carrier);
    const adapter = configured ?? adapterOf(carrier);
    return (Object.keys(SUMMARIES) as WebhookKind[]).flatMap((kind) => {
      const common = {
        path: `${carrierPath(adapter.name)}/${kind}`,
        tag: 'Carriers',
        summary: SUMMARIES[kind],
        scope: null,
        isHot: true,
        maxBodyBytes: MAX_BODY_BYTES,
        answers: ACKNOWLEDGED.includes(kind) ? acknowledgement(adapter) : callDocument(adapter),
        handle: configured ? receive(configured, kind) : refuse(carrier),
      } as const;
      return [
        rawRoute({ ...common, method: 'get' }),
        rawRoute({ ...common, method: 'post', rawBody: { contentType: adapter.posts } }),
      ];
    });
  });
}

/** The document names the webhooks of all carriers, so those that are not configured have routes too. */
function refuse(carrier: Carrier) {
  return (): never => {
    throw new Problem(
      'not_found',
      `${carrier} is not configured. docs/carriers.md says which secret it needs.`,
    );
  };
}

const NO_BODY = Buffer.alloc(0);

function acknowledgement({ ackStatus }: CarrierAdapter): Route['answers'] {
  return { [ackStatus]: { description: 'Received', schema: null } };
}

function callDocument(adapter: CarrierAdapter): Route['answers'] {
  const [contentType = ''] = adapter.document([], NO_URLS).contentType.split(';');
  return {
    200: {
      description: "The call document in the carrier's language. No body: the call's present step continues.",
      schema: z.unknown(),
      contentType,
    },
  };
}

const NO_URLS: CallbackUrls = { next: () => '', status: '', recording: '', whisper: () => '' };
