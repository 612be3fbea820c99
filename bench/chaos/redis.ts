import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { endChild, freePort, startChild } from './child.ts';
import { until } from './until.ts';

const MAX_START_MS = 60_000;

/** The Redis of the run. It keeps its data when it is killed. */
export type ChaosRedis = {
  port: number;
  /** The driver's own connection, past all proxies. */
  client: Redis;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** It keeps its connections and answers nobody. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
};

export async function startRedis(folder: string): Promise<ChaosRedis> {
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    // Redis writes before it answers. A kill of the process alone loses no write that it has answered.
    const settings = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'yes', appendfsync: 'no' };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    child = startChild('redis-server', args, { stdio: 'ignore' });
    await until(() => client.ping().catch(() => false), MAX_START_MS, 'redis-server did not start.');
  }

  async function kill(): Promise<void> {
    if (child) await endChild(child, 'SIGKILL');
  }

  await start();
  return {
    port,
    client,
    start,
    kill,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async stop() {
      client.disconnect();
      await kill();
    },
  };
}
