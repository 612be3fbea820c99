import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { RedisClient } from '../infra/redis-client.ts';
import { openSubscriber } from '../infra/redis-subscriber.ts';
import { nextFlight } from '../infra/single-flight.ts';
import type { Directory } from '../registry/port.ts';
import type { LastLink, LastLinks } from './engine/ports.ts';
import { CLAIMS_CHANNEL, LINKS_CHANNEL } from './keys.ts';
import type { LinkMemory } from './link-memory.ts';

const READ_EVERY_MS = 60_000;
const RETRY_MS = 1000;
/** The announcements of this time share one read: Redis sends each by itself, and a read of its own costs as much as its parsing. */
const GATHER_MS = 20;

export type FollowerOptions = {
  /** A connection that waits for Redis. The follower opens another one like it. */
  redis: RedisClient;
  directory: Directory;
  engine: LastLinks;
  memory: LinkMemory;
  log: Logger;
};

/**
 * Follows the links that all gateways start and the claims of all calls, so that the memory knows the last link of every
 * number and the answer of every call. The scripts announce each link and each claim in the step that makes it. Announcements are lost
 * while the connection is down, and the memory says so. After each connection, and every minute, the follower reads the last links of all
 * numbers.
 */
export function followLinks({ redis, directory, engine, memory, log }: FollowerOptions): { close(): void } {
  const subscriber = openSubscriber(redis);
  let retry: NodeJS.Timeout | undefined;

  const readAll = nextFlight<void, void>(async () => {
    for (const { id, provider } of [...directory.all('pools')]) {
      const numbers = directory.pooledNumbersOf(id).map(({ number }) => number);
      for (const last of await engine.lastLinks(provider, id, numbers)) memory.note(id, last);
    }
    memory.setComplete();
  });

  async function follow(): Promise<void> {
    clearTimeout(retry);
    try {
      // A link that starts after Redis has taken the subscription is announced. The reading finds those before it.
      await subscriber.subscribe(LINKS_CHANNEL, CLAIMS_CHANNEL);
      await readAll();
      memory.setFollowing(subscriber.status === 'ready');
    } catch (error) {
      log.debug({ err: error }, 'the last links of numbers were not read');
      retry = setTimeout(follow, RETRY_MS);
      retry.unref();
    }
  }

  function noteLink(text: string): void {
    const announced = parse(text);
    if (announced) memory.note(announced.pool, announced.last);
  }

  function noteClaim(text: string): void {
    const [claim = '', key = ''] = text.split('\n');
    memory.noteClaim(key, claim);
  }

  subscriber.on('message', (channel: string, text: string) => {
    if (channel === CLAIMS_CHANNEL) noteClaim(text);
    else noteLink(text);
    readLater(subscriber.stream);
  });
  subscriber.on('ready', follow);
  subscriber.on('close', () => memory.setFollowing(false));
  const timer = setInterval(follow, READ_EVERY_MS);
  timer.unref();

  return {
    close() {
      clearInterval(timer);
      clearTimeout(retry);
      subscriber.off('ready', follow);
      subscriber.disconnect();
    },
  };
}

/** Lets the announcements of the next milliseconds gather in the socket, and reads them together. */
function readLater(stream: Redis['stream']): void {
  if (stream.isPaused()) return;
  stream.pause();
  setTimeout(() => stream.resume(), GATHER_MS).unref();
}

/** Reads an announcement: the pool's key, the number, the link, the endpoint and the link's start. */
function parse(text: string): { pool: string; last: LastLink } | null {
  const [, pool, number, link, endpoint, began] =
    /^\{[^}]*\}:(\S+) (\S+) (\S+) (\S+) (\d+)$/.exec(text) ?? [];
  if (!pool || !number || !link || !endpoint) return null;
  return { pool, last: { number, link, endpoint, began: Number(began) } };
}
