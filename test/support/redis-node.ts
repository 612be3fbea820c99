import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis, type RedisOptions } from 'ioredis';
import { eventually } from './eventually.ts';
import { endingWithUs } from './processes.ts';

/** A redis-server of the tests' own on a port of loopback. Its data are in a folder of its own. */
export type RedisNode = {
  port: number;
  client: Redis;
  start(): Promise<void>;
  /** Ends it without warning. */
  kill(): Promise<void>;
  /** It keeps its connections and answers nobody. */
  freeze(): void;
  thaw(): void;
  remove(): Promise<void>;
};

/**
 * Starts one server.
 * @param program the program and its first arguments
 */
export async function startRedisNode(
  folder: string,
  port: number,
  settings: Record<string, string | number>,
  { program = ['redis-server'], ...options }: RedisOptions & { program?: [string, ...string[]] } = {},
): Promise<RedisNode> {
  const dir = join(folder, String(port));
  await mkdir(dir, { recursive: true });
  const all = { bind: '127.0.0.1', port, dir, ...settings };
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, ...String(value).split(' ')]);
  const client = new Redis(port, '127.0.0.1', {
    ...{ retryStrategy: () => 20, maxRetriesPerRequest: null, enableReadyCheck: false },
    ...options,
  });
  client.on('error', () => undefined);
  let child: ChildProcess | undefined;
  const endWithUs = () => child?.kill('SIGKILL');
  process.on('exit', endWithUs);

  async function start(): Promise<void> {
    const [command, ...first] = program;
    child = spawn(...endingWithUs(command, [...first, ...args]), { stdio: 'ignore' });
    await eventually(() => client.ping().catch(() => false as const));
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  await start();
  return {
    ...{ port, client, start, kill },
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    async remove() {
      client.disconnect();
      await kill();
      process.off('exit', endWithUs);
    },
  };
}
