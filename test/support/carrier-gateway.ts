import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect } from 'vitest';
import type { Call, CallEvent } from '../../src/domain/call.ts';
import { callFrom } from '../../src/domain/call-state.ts';
import type { Carrier } from '../../src/domain/model.ts';
import { type Routing, routingSchema } from '../../src/domain/routing.ts';
import { type AppOptions, createApp } from '../../src/http/app.ts';
import { createMetrics } from '../../src/infra/metrics.ts';
import { Directory } from '../../src/registry/directory.ts';
import { adapterOf } from '../../src/voice/carriers/all.ts';
import type { CarrierAdapter } from '../../src/voice/carriers/carrier.ts';
import { webhookRoutes } from '../../src/voice/routes/webhooks.ts';
import { createSwitchboard } from '../../src/voice/switchboard.ts';
import { SIMULATED } from '../../tools/simulator/carriers.ts';
import { type CallPlan, playCall } from '../../tools/simulator/play-call.ts';
import { newTelnyxKeys } from '../../tools/simulator/telnyx-call.ts';
import { block, pool, provider, site, virtualNumber } from './examples.ts';
import { checkedLog } from './log-lines.ts';
import { WITHOUT_MEMORY } from './switchboard.ts';

export const PUBLIC_URL = 'https://Calls.Example.com/Ring';
export const CALLED = '+12025550100';
export const CALLER = '+12125550177';
export const FIRST = '+12025550199';
export const SECOND = '+12025550198';

const telnyx = newTelnyxKeys();
/** The gateway's secret, and the one that the carrier signs with. */
export const SECRETS: Readonly<Record<Carrier, readonly [known: string, signs: string]>> = {
  twilio: ['token', 'token'],
  signalwire: ['PSK1', 'PSK1'],
  telnyx: [telnyx.publicKey, telnyx.secret],
  plivo: ['token', 'token'],
  vonage: ['secret', 'secret'],
  bandwidth: ['user:pass:word', 'user:pass:word'],
};

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Starts a gateway for one carrier, without Redis and store. It collects the events. */
export async function gateway(
  carrier: Carrier,
  routing: Partial<Record<keyof Routing, unknown>> = {},
  of: {
    adapter?: Partial<CarrierAdapter>;
    publicUrl?: string;
    now?: () => Date;
    /** Callers whom the provider blocks. */
    blocked?: readonly string[];
    /** Numbers of the pool in addition to the one that is called. */
    numbers?: readonly string[];
    isPublicUrlSet?: boolean;
    trustProxy?: AppOptions['trustProxy'];
  } = {},
) {
  const { publicUrl = PUBLIC_URL, now = () => new Date() } = of;
  const directory = new Directory();
  directory.put('providers', provider('prov_1'));
  directory.put('pools', pool('pool_1', 'prov_1'));
  directory.put('numbers', virtualNumber('num_1', CALLED, { carrier }));
  for (const number of of.numbers ?? [])
    directory.put('numbers', virtualNumber(`num_${number}`, number, { carrier }));
  for (const caller of of.blocked ?? []) directory.put('blocks', block(`blk_${caller}`, caller));
  directory.put('sites', site('site_1'));
  directory.put('endpoints', {
    id: 'end_1',
    provider: 'prov_1',
    site: 'site_1',
    name: 'Front desk',
    number: FIRST,
    sip: null,
    routing: routingSchema.parse(routing),
    createdAt: '2026-01-01T00:00:00.000Z',
  });
  const saved = new Map<string, CallEvent>();
  const saveEvent = async (event: CallEvent) => {
    if (!saved.has(event.name)) saved.set(event.name, event);
  };
  const away = () => Promise.reject(new Error('Redis is away'));
  const switchboard = createSwitchboard({
    directory,
    resolver: { resolve: away },
    ...WITHOUT_MEMORY,
    callers: { recordCall: away },
    saveEvent,
    budgetMs: 100,
    answerMs: 500,
    onUnavailable: () => undefined,
    onDegraded: (error) => {
      throw error;
    },
  });
  const metrics = createMetrics();
  const log = checkedLog();
  const bases = { publicUrls: () => [publicUrl] as const, isPublicUrlSet: of.isPublicUrlSet ?? true };
  const routes = webhookRoutes({
    adapters: [{ ...adapterOf(carrier, [SECRETS[carrier][0]], now), ...of.adapter }],
    ...{ ...bases, switchboard, saveEvent, metrics, log },
    now,
  });
  const { listener } = createApp({
    routes,
    findHolder: async () => null,
    noteAccess: () => undefined,
    trustProxy: of.trustProxy ?? false,
    log,
    version: '0',
  });
  const server = createServer(listener).listen(0, '127.0.0.1');
  closing.push(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const localUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    localUrl,
    saved,
    forgeries: async () => (await metrics.forgeries.get()).values[0]?.value ?? 0,
    play: (plan: Partial<CallPlan> = {}) =>
      playCall(SIMULATED[carrier], {
        localUrl,
        publicUrl,
        secret: SECRETS[carrier][1],
        from: CALLER,
        to: CALLED,
        outcomes: ['answered'],
        ringSeconds: 4,
        talkSeconds: 42,
        now,
        ...plan,
      }),
    /** Returns the call that the events state. All of them must be of one call. */
    call(): Call {
      const events = [...saved.values()];
      expect(new Set(events.map(({ carrierCallId }) => carrierCallId)).size).toBe(1);
      return callFrom(events);
    },
  };
}
