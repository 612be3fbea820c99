import type { Logger } from 'pino';
import type { CallEvent } from '../../domain/call.ts';
import { apologySteps } from '../../domain/call-plan.ts';
import type { CallStep } from '../../domain/call-step.ts';
import { mask } from '../../domain/phone.ts';
import { Problem } from '../../domain/problem.ts';
import { spokenLanguageSchema } from '../../domain/spoken-language.ts';
import type { HttpResult } from '../../kernel/result.ts';
import type { VoiceRequest } from '../arriving-call.ts';
import type {
  CallbackUrls,
  CallDocument,
  CarrierAdapter,
  DocumentCall,
  IncomingCall,
  Webhook,
} from '../carriers/carrier.ts';
import { queryOf } from '../carriers/webhook.ts';
import type { SaveEvent } from '../outbox.ts';
import type { Switchboard } from '../switchboard.ts';

export type WebhookKind = 'voice' | 'dial' | 'fallback' | 'status' | 'recording' | 'whisper';

export type HandlerOptions = {
  switchboard: Switchboard;
  saveEvent: SaveEvent;
  /** The time of a webhook whose carrier sends none. */
  now: () => Date;
  log: Logger;
};

/** A webhook whose signature matched. */
export type Received = {
  adapter: CarrierAdapter;
  webhook: Webhook;
  urls: (call?: DocumentCall) => CallbackUrls;
  requestId: string;
};

type Handler = (received: Received) => Promise<HttpResult>;

/** Returns the handler of each kind of webhook. A handler rejects with `Problem` when the webhook names no call. */
export function createHandlers(options: HandlerOptions): Readonly<Record<WebhookKind, Handler>> {
  const { switchboard, saveEvent, now, log } = options;

  /** Answers with a document, whatever fails behind it: the caller hears an apology in the carrier's language. */
  function lead(kind: WebhookKind, decide: (received: Received) => Promise<CallDocument | null>): Handler {
    return async (received) => {
      const { adapter, urls, requestId } = received;
      try {
        const document = await decide(received);
        return document ? resultOf(document) : { status: adapter.ackStatus };
      } catch (error) {
        if (error instanceof Problem) throw error;
        log.error(
          { err: error, requestId, carrier: adapter.name, kind },
          'a call was answered with an apology: its plan failed',
        );
        return resultOf(adapter.document(apologySteps(), urls()));
      }
    };
  }

  function acknowledge(callback: 'status' | 'recording'): Handler {
    return async (received) => {
      await saveAll(eventsOf(received, callback, now()));
      return { status: received.adapter.ackStatus };
    };
  }

  function requestOf({ urls, requestId }: Received, call: DocumentCall | null): VoiceRequest {
    return { urls: urls(call ?? undefined), receivedAt: now(), requestId };
  }

  async function saveAll(events: readonly CallEvent[]): Promise<void> {
    await Promise.all(events.map(saveEvent));
  }

  return {
    voice: lead('voice', async (received) => {
      const { adapter, requestId } = received;
      const call = callOf(received);
      const document = await switchboard.answer(adapter, call, requestOf(received, call));
      log.info(
        {
          requestId,
          carrier: adapter.name,
          call: call.carrierCallId,
          from: mask(call.from),
          to: mask(call.to),
        },
        'a call came in',
      );
      return document;
    }),

    dial: lead('dial', async (received) => {
      const { adapter, webhook } = received;
      const events = eventsOf(received, 'next', now());
      const result = adapter.stepResult(webhook);
      if (!result && adapter.incomingCall(webhook)) {
        // The step continues, and a document would interrupt it.
        await saveAll(events);
        return null;
      }
      const flow = queryOf(webhook).get('flow') ?? '';
      return switchboard.continueCall(adapter, { result, events, flow }, requestOf(received, result));
    }),

    fallback: lead('fallback', async (received) => {
      const { adapter, requestId } = received;
      const call = callOf(received);
      log.error(
        { requestId, carrier: adapter.name, call: call.carrierCallId },
        'a call came in at the fallback: its voice webhook failed',
      );
      return switchboard.fallback(adapter, call, requestOf(received, call));
    }),

    status: acknowledge('status'),
    recording: acknowledge('recording'),

    whisper: lead('whisper', async ({ adapter, webhook, urls }) =>
      adapter.document([whisperOf(queryOf(webhook))], urls()),
    ),
  };
}

/** Returns the step of a whisper. Another version of Ringtrail may have written its URL: the whisper is spoken anyhow. */
function whisperOf(query: URLSearchParams): CallStep {
  const language = spokenLanguageSchema.safeParse(query.get('language'));
  return { type: 'say', text: query.get('text') ?? '', language: language.data ?? null };
}

function callOf({ adapter, webhook }: Received): IncomingCall {
  const call = adapter.incomingCall(webhook);
  if (!call) throw new Problem('invalid_request', 'The request names no call.');
  return call;
}

function eventsOf(
  { adapter, webhook, requestId }: Received,
  callback: Parameters<CarrierAdapter['events']>[0],
  receivedAt: Date,
): CallEvent[] {
  return adapter.events(callback, webhook, receivedAt).map((event) => ({ ...event, requestId }));
}

function resultOf({ contentType, body }: CallDocument): HttpResult {
  return { status: 200, headers: { 'Content-Type': contentType }, text: body };
}
