import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../config/schema.ts';
import { playCall } from '../../tools/simulator/play-call.ts';
import { twilioCall } from '../../tools/simulator/twilio-call.ts';
import { REMOVE_DEMO_PATH } from '../http/demo/routes.ts';
import type { Secrets } from '../infra/secrets.ts';
import type { Addresses } from '../kernel/module.ts';
import type { Directory } from '../registry/port.ts';
import type { Registry } from '../registry/registry.ts';
import { allowDemoOrigins, demoProvider, findDemo, seedDemo } from '../registry/seed.ts';
import { type Store, StoreUnavailable } from '../store/port.ts';
import type { Container } from './container.ts';

/** The pause before another look whether the process that makes the demo's calls has died. */
const LEASE_POLL_MS = 1000;

/** A call that the gateway plays lasts as long as it states, and somebody waits for its end. */
const RING_SECONDS = 1;
const TALK_SECONDS = 2;

/** Returns Twilio's tokens. When the operator set none, the demo signs its calls with a token of the data folder. */
export function demoTokens({ carrierSecrets, demo }: Config, secrets: Secrets): readonly string[] {
  if (carrierSecrets.twilio.length > 0) return carrierSecrets.twilio;
  return demo ? [secrets.twilioAuthToken] : [];
}

/** Returns whether calls can be played against this gateway: it has the demo's own token, and none of a carrier account. */
export function playsTestCalls({ carrierSecrets, demo }: Config): boolean {
  return demo && carrierSecrets.twilio.length === 0;
}

/** Returns the demo page's site, and a carrier that plays calls to it. */
export function demoOf(directory: Directory, addresses: Addresses, secret: string) {
  return {
    site: () => findDemo(directory)?.site,
    playCall: (from: string, to: string) =>
      playCall(twilioCall, {
        localUrl: addresses.local,
        publicUrl: addresses.public[0],
        ...{ secret, from, to },
        outcomes: ['answered'],
        ringSeconds: RING_SECONDS,
        talkSeconds: TALK_SECONDS,
        until: (time) => sleep(time.getTime() - Date.now()),
      }),
  };
}

/** Sets the demo up when the store is empty, and allows its page at the addresses of this start. */
export async function setUpDemo(
  { config, log, redis, store, directorySync: { directory } }: Container,
  registry: Registry,
  addresses: Addresses,
): Promise<void> {
  if (redis.status !== 'ready') {
    log.warn('the demo page may get no numbers; start again once Redis is there');
    return;
  }
  const { port } = new URL(addresses.local);
  const urls = [...addresses.public, `http://localhost:${port}`, addresses.local];
  const origins = [...new Set(urls.map((url) => new URL(url).origin))];
  try {
    if (await isNew(directory, store))
      await seedDemo(registry, origins, config.demoDays > 0 ? 'filling' : 'ready');
    await allowDemoOrigins(registry, directory, origins);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    log.warn({ err: error }, 'the demo page may get no numbers; start again once the store is there');
  }
}

/** Returns whether nobody has used the installation: it has no provider and no person, and nobody has removed its demo. */
async function isNew(directory: Directory, store: Pick<Store, 'audit'>): Promise<boolean> {
  if (directory.count('providers') > 0 || directory.count('people') > 0) return false;
  return (await store.audit.list({ limit: 1 }, { route: REMOVE_DEMO_PATH })).length === 0;
}

/**
 * Begins to make the calls of the demo's last weeks, if it lacks them. Returns a function that ends this work and waits for its
 * end. The next start makes the calls from the beginning.
 */
export function beginDemoCalls(container: Container, registry: Registry): () => Promise<void> {
  const { config, log, workRedis: redis, store, names, clock, directorySync } = container;
  const { directory } = directorySync;
  let isStopped = false;
  const { now } = clock;
  const parts = { redis, store, directory, names, log, registry, now, days: config.demoDays };

  async function make(): Promise<void> {
    const provider = demoProvider(directory);
    if (provider?.demo !== 'filling') return;
    const { fillDemo } = await import('../../tools/demo/fill.ts');
    const startedAt = performance.now();
    while (!isStopped && demoProvider(directory)?.demo === 'filling') {
      if (await fillDemo({ ...parts, isStopped: () => isStopped }, provider)) {
        const seconds = Math.round((performance.now() - startedAt) / 1000);
        log.info({ provider: provider.id, days: config.demoDays, seconds }, 'the demo has its calls');
        return;
      }
      await sleep(LEASE_POLL_MS);
    }
  }

  const making = make().catch((error) =>
    log.warn({ err: error }, 'the calls of the demo were not made; the next start makes them'),
  );
  return async () => {
    isStopped = true;
    await making;
  };
}
