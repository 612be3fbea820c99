import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { WebhookExchange } from '../../../tools/simulator/line.ts';
import { callId } from '../../domain/call-state.ts';
import { nationalFormat, phoneNumberSchema } from '../../domain/phone.ts';
import { Problem } from '../../domain/problem.ts';
import type { HttpResult } from '../../kernel/result.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { Directory } from '../../registry/port.ts';
import type { Store } from '../../store/port.ts';

export type DemoOptions = {
  directory: Directory;
  store: Pick<Store, 'calls' | 'attributions'>;
  /** The demo's site; undefined before it is set up. */
  site: () => string | undefined;
  /** Plays a call to the number, as its carrier would. */
  playCall: (from: string, to: string) => Promise<{ carrierCallId: string; exchanges: WebhookExchange[] }>;
};

const MAX_ATTRIBUTION_MS = 5000;
const POLL_MS = 50;
const CALLER = '+12025550177';

/** Returns the routes of the demo: a page of a made-up business with the tags, and a button that calls its number. */
export function demoRoutes(options: DemoOptions): Route[] {
  const template = readFileSync(new URL('./demo.html', import.meta.url), 'utf8');
  const common = { tag: 'Demo', scope: null, isUndocumented: true, answers: {} } as const;
  return [
    route({
      ...common,
      method: 'get',
      path: '/demo',
      summary: 'The demo page',
      handle: () => page(template, options),
    }),
    route({
      ...common,
      method: 'post',
      path: '/demo/call',
      summary: 'Play a call to the number on the demo page',
      body: z.object({ to: phoneNumberSchema }),
      handle: ({ body }) => call(body.to, options),
    }),
  ];
}

function page(template: string, { directory, site }: DemoOptions): HttpResult {
  const id = site();
  const endpoint = id ? directory.endpointsOf(id)[0] : undefined;
  if (!id || !endpoint?.number) throw new Problem('not_found', 'The demo has not been set up.');
  const text = template
    .replaceAll('{{site}}', id)
    .replaceAll('{{endpoint}}', endpoint.id)
    .replaceAll('{{number}}', endpoint.number)
    .replaceAll('{{national}}', nationalFormat(endpoint.number));
  return { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, text };
}

async function call(to: string, { directory, store, site, playCall }: DemoOptions): Promise<HttpResult> {
  const id = site();
  const provider = id && directory.get('sites', id)?.provider;
  if (!provider || directory.dialable('twilio', to)?.provider.id !== provider)
    throw new Problem('unknown_reference', 'This is not a number of the demo.');
  const { carrierCallId, exchanges } = await playCall(CALLER, to);
  const played = callId('twilio', carrierCallId);
  const attribution = await eventually(() => store.attributions.ofCall(played));
  return {
    status: 200,
    body: {
      exchanges: exchanges.map(({ what, status, body }) => ({ what, status, body })),
      call: await store.calls.get(played),
      attribution,
    },
  };
}

/** Asks until there is an answer, for at most `MAX_ATTRIBUTION_MS`. */
async function eventually<T>(ask: () => Promise<T | null>): Promise<T | null> {
  for (const until = performance.now() + MAX_ATTRIBUTION_MS; performance.now() < until; ) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return null;
}
