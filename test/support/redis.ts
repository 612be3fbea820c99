import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { eventually } from './eventually.ts';
import { endingWithUs } from './processes.ts';

/** A redis-server of the tests' own, which can be taken away and given back. */
export type TestRedis = {
  /** For REDIS_URL. */
  url: string;
  client: Redis;
  /** Starts it again on its data. */
  start(): Promise<void>;
  /** Ends it without warning. */
  kill(): Promise<void>;
  /** It keeps its connections and answers nobody. */
  freeze(): void;
  thaw(): void;
  /** Ends it for good and removes its data. */
  remove(): Promise<void>;
};

export async function startTestRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'rt-redis-'));
  const socket = join(folder, 'redis.sock');
  const client = new Redis(socket, {
    lazyConnect: true,
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
  });
  client.on('error', () => {});
  let child: ChildProcess | undefined;
  const endWithUs = () => child?.kill('SIGKILL');
  process.on('exit', endWithUs);

  const settings = Object.entries({
    port: '0',
    unixsocket: socket,
    dir: folder,
    save: '',
    appendonly: 'yes',
    // Redis then writes before it answers, so that a kill loses nothing. While it flushes to the disk it would not.
    appendfsync: 'no',
  }).flatMap(([name, value]) => [`--${name}`, value]);

  async function start(): Promise<void> {
    child = spawn(...endingWithUs('redis-server', settings), { stdio: 'ignore' });
    await eventually(() => client.ping().catch(() => false as const));
  }

  /** As the server of our own does (src/infra/redis-server.ts): it may have been killed within what a script wrote. */
  async function startAgain(): Promise<void> {
    await start();
    await client.bgrewriteaof().catch(() => undefined);
    await eventually(async () => /aof_rewrite_in_progress:0/.test(await client.info('persistence')));
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  await start();
  return {
    url: `unix://${socket}`,
    client,
    start: startAgain,
    kill,
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    async remove() {
      client.disconnect();
      await kill();
      process.off('exit', endWithUs);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
