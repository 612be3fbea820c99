import type { Redis } from 'ioredis';
import { LINKS_CHANNEL } from '../../src/allocation/keys.ts';
import type { Truth } from './truth.ts';

/**
 * Reports to the truth each link that Redis starts, also for pages that never get the answer. The allocation script
 * announces the number, the link, the endpoint and the start.
 */
export async function followStartedLinks(
  client: Redis,
  endpointNumbers: ReadonlyMap<string, string>,
  truth: Truth,
): Promise<() => void> {
  const subscriber = client.duplicate();
  subscriber.on('error', () => undefined);
  subscriber.on('message', (_channel, text: string) => {
    const [, number = '', link = '', endpoint = '', began = ''] = text.split(' ');
    truth.start({ number, link, endpoint: endpointNumbers.get(endpoint) ?? endpoint, began: Number(began) });
  });
  await subscriber.subscribe(LINKS_CHANNEL);
  return () => subscriber.disconnect();
}
