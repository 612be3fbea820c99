import { readFileSync } from 'node:fs';
import type { Express } from 'express';
import express from 'express';
import { z } from 'zod';
import type { Exchange } from '../../../tools/simulator/play-call.ts';
import { callId } from '../../domain/call-state.ts';
import { nationalFormat, phoneNumberSchema } from '../../domain/phone.ts';
import { Problem } from '../../domain/problem.ts';
import type { Directory } from '../../registry/port.ts';
import type { Store } from '../../store/port.ts';

export type DemoOptions = {
  directory: Directory;
  store: Pick<Store, 'calls' | 'attributions'>;
  /** The demo's site; undefined while there is none. */
  site: () => string | undefined;
  /** Plays a call to the number, as its carrier would. */
  playCall: (from: string, to: string) => Promise<{ carrierCallId: string; exchanges: Exchange[] }>;
};

const ATTRIBUTION_MS = 5000;
const POLL_MS = 50;
const CALLER = '+12025550177';

/** A page of a made-up business with the tags on it, and a button that calls the number it shows. */
export function demoRoutes(app: Express, { directory, store, site, playCall }: DemoOptions): void {
  const template = readFileSync(new URL('./demo.html', import.meta.url), 'utf8');

  app.get('/', (_request, response) => {
    response.redirect('/demo');
  });

  app.get('/demo', (_request, response) => {
    const id = site();
    const endpoint = id ? directory.endpointsOf(id)[0] : undefined;
    if (!id || !endpoint?.number) throw new Problem('not_found', 'The demo has not been set up.');
    const page = template
      .replaceAll('{{site}}', id)
      .replaceAll('{{endpoint}}', endpoint.id)
      .replaceAll('{{number}}', endpoint.number)
      .replaceAll('{{national}}', nationalFormat(endpoint.number));
    response.type('html').send(page);
  });

  app.post('/demo/call', express.json(), async (request, response) => {
    const parsed = z.object({ to: phoneNumberSchema }).safeParse(request.body);
    if (!parsed.success) throw new Problem('invalid_request', 'Say which number to call: {"to": "+1…"}.');
    const { to } = parsed.data;
    const id = site();
    const provider = id && directory.get('sites', id)?.provider;
    if (!provider || directory.dialable('twilio', to)?.provider.id !== provider) {
      throw new Problem('unknown_reference', 'This is not a number of the demo.');
    }
    const { carrierCallId, exchanges } = await playCall(CALLER, to);
    const call = callId('twilio', carrierCallId);
    const attribution = await eventually(() => store.attributions.ofCall(call));
    response.json({
      exchanges: exchanges.map(({ what, status, body }) => ({ what, status, body })),
      call: await store.calls.get(call),
      attribution,
    });
  });
}

async function eventually<T>(ask: () => Promise<T | null>): Promise<T | null> {
  for (const until = performance.now() + ATTRIBUTION_MS; performance.now() < until; ) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return null;
}
