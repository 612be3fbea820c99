import { playCall } from '../../tools/simulator/play-call.ts';
import { twilioCall } from '../../tools/simulator/twilio-call.ts';
import type { Directory } from '../registry/port.ts';
import type { Registry } from '../registry/registry.ts';
import { allowDemoOrigins, findDemo, seedDemo } from '../registry/seed.ts';
import { StoreUnavailable } from '../store/port.ts';
import type { Base } from './base.ts';

/** Where the gateway is reached from here, and what carriers and browsers call. */
export type Urls = { local: string; public: [string, ...string[]] };

/** The demo page's side: its site, and a carrier that plays calls to it. */
export function demoOf(directory: Directory, urls: Urls, secret: string) {
  return {
    site: () => findDemo(directory)?.site,
    playCall: (from: string, to: string) =>
      playCall(twilioCall, {
        localUrl: urls.local,
        publicUrl: urls.public[0],
        secret,
        from,
        to,
        outcomes: ['answered'],
        ringSeconds: 4,
        talkSeconds: 42,
      }),
  };
}

/** Sets the demo up where nothing is, and lets its page ask for numbers from where it is served now. */
export async function setUpDemo(
  { log, redis, directorySync: { directory } }: Base,
  registry: Registry,
  urls: Urls,
): Promise<void> {
  if (redis.status !== 'ready') {
    log.warn('the demo page may get no numbers until Redis is there and this is started anew');
    return;
  }
  const { port } = new URL(urls.local);
  const addresses = [...urls.public, `http://localhost:${port}`, urls.local];
  const origins = [...new Set(addresses.map((url) => new URL(url).origin))];
  try {
    await seedDemo(registry, directory, origins);
    await allowDemoOrigins(registry, directory, origins);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    log.warn(
      { err: error },
      'the demo page may get no numbers until the store is there and this is started anew',
    );
  }
}
