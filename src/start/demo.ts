import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Config } from '../../config/schema.ts';
import { playCall } from '../../tools/simulator/play-call.ts';
import { twilioCall } from '../../tools/simulator/twilio-call.ts';
import type { Secrets } from '../infra/secrets.ts';
import type { Addresses } from '../kernel/module.ts';
import type { Directory } from '../registry/port.ts';
import type { Registry } from '../registry/registry.ts';
import { allowDemoOrigins, findDemo, seedDemo } from '../registry/seed.ts';
import { StoreUnavailable } from '../store/port.ts';

/** Returns Twilio's tokens. When the operator set none, the demo signs its calls with a token of the data folder. */
export function demoTokens({ carrierSecrets, demo }: Config, secrets: Secrets): readonly string[] {
  if (carrierSecrets.twilio.length > 0) return carrierSecrets.twilio;
  return demo ? [secrets.twilioAuthToken] : [];
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
        ringSeconds: 4,
        talkSeconds: 42,
      }),
  };
}

export type DemoParts = { log: Logger; redis: Redis; directory: Directory; registry: Registry };

/** Sets the demo up when the store is empty, and allows its page at the addresses of this start. */
export async function setUpDemo(
  { log, redis, directory, registry }: DemoParts,
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
    await seedDemo(registry, directory, origins);
    await allowDemoOrigins(registry, directory, origins);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    log.warn({ err: error }, 'the demo page may get no numbers; start again once the store is there');
  }
}
