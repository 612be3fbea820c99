import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PUBLIC_URL, TOKEN } from '../support/webhooks.ts';
import { endChild, freePort, startChild } from './child.ts';
import { startProxy, type TcpProxy } from './proxy.ts';
import { until } from './until.ts';

export const ADMIN_KEY = 'rt_chaos_admin_key_0000';

const LOOPBACK = '127.0.0.1';
const MAX_START_MS = 120_000;
const RESTART_MS = 1000;
/** A process that lived this long had begun to work. */
const MIN_WORK_MS = 20_000;
const CLOCK_STEP_MS = 3_600_000;

/** Lets SIGUSR2 put the clock of a process an hour forward or back, in turn, and the next one put it right again. */
const CLOCK = `
  const Right = Date;
  let offset = 0, next = ${CLOCK_STEP_MS};
  process.on('SIGUSR2', () => {
    if (offset) { offset = 0; next = -next; } else offset = next;
  });
  globalThis.Date = class Date extends Right {
    constructor(...args) { super(...(args.length > 0 ? args : [Right.now() + offset])); }
    static now() { return Right.now() + offset; }
  };`;

/** A gateway or a worker with its own data folder, and its own way to Redis and to the store. */
export type Member = {
  name: string;
  role: 'gateway' | 'worker';
  /** The address of a gateway. Empty for a worker. */
  url: string;
  toRedis: TcpProxy;
  /** null: the store is a file. */
  toStore: TcpProxy | null;
  logFile: string;
  kill(): Promise<void>;
  start(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Sets the clock of the running process an hour off. Returns the function that puts that process right. */
  stepClock(): () => void;
  /** How often it ended by itself after it had begun to work. */
  crashes(): number;
  stop(): Promise<void>;
};

export type Surroundings = {
  folder: string;
  redisPort: number;
  /** The port of the store's server. null: the store is a file. */
  storePort: number | null;
  /** Returns STORE_URL for a process that reaches the store's server at this port. */
  storeUrl: (port: number | null) => string;
};

/** Starts one process of Ringtrail. Like a service manager, it starts a process that ended by itself again. */
export async function startMember(
  role: Member['role'],
  name: string,
  { folder, redisPort, storePort, storeUrl }: Surroundings,
): Promise<Member> {
  const dataDir = join(folder, name);
  await mkdir(dataDir, { recursive: true });
  const logFile = join(folder, `${name}.log`);
  const port = role === 'gateway' ? await freePort() : 0;
  const toRedis = await startProxy({ port: redisPort, host: LOOPBACK });
  const toStore = storePort === null ? null : await startProxy({ port: storePort, host: LOOPBACK });
  const log = createWriteStream(logFile, { flags: 'a' });
  let child: ChildProcess | undefined;
  let isWanted = false;
  let crashes = 0;

  const env = {
    PATH: process.env.PATH,
    ROLE: role,
    HOST: LOOPBACK,
    ...(role === 'gateway' && { PORT: String(port) }),
    PUBLIC_URL,
    DATA_DIR: dataDir,
    REDIS_URL: `redis://127.0.0.1:${toRedis.port}`,
    STORE_URL: storeUrl(toStore?.port ?? null),
    RINGTRAIL_ADMIN_KEY: ADMIN_KEY,
    TWILIO_AUTH_TOKEN: TOKEN,
    CALLER_SECRET: 'chaos-caller-secret-0000',
    DEMO: 'off',
    LOG_LEVEL: 'warn',
    RATE_LIMIT: '0',
    API_RATE_LIMIT: '0',
    DELIVERY_PRIVATE_NETWORKS: 'on',
    RECONCILE_MINUTES: '0',
  };
  const main = new URL('../../src/main.js', import.meta.url).href;
  const program = `--import=data:text/javascript,${encodeURIComponent(CLOCK)}`;
  const args = [program, '--input-type=module', '-e', `(await import('${main}')).main()`];

  function launch(): void {
    const startedAt = performance.now();
    const one = startChild(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    child = one;
    for (const stream of [one.stdout, one.stderr]) stream?.on('data', (text: Buffer) => log.write(text));
    one.on('exit', (code, signal) => {
      if (!isWanted || child !== one) return;
      log.write(`${JSON.stringify({ level: 'warn', msg: 'the process ended by itself', code, signal })}\n`);
      // A process may end at its start while the store is away. Later it must not.
      if (performance.now() - startedAt > MIN_WORK_MS) crashes++;
      void sleep(RESTART_MS).then(() => isWanted && child === one && launch());
    });
  }

  async function start(): Promise<void> {
    isWanted = true;
    launch();
    if (role === 'worker') return;
    const isUp = () =>
      fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2000) }).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(isUp, MAX_START_MS, `${name} did not start. Its log is ${logFile}.`);
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    isWanted = false;
    if (child) await endChild(child, signal);
  }

  return {
    name,
    role,
    url: role === 'gateway' ? `http://127.0.0.1:${port}` : '',
    toRedis,
    toStore,
    logFile,
    kill: () => end('SIGKILL'),
    start,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    stepClock() {
      const stepped = child;
      stepped?.kill('SIGUSR2');
      return () => void stepped?.kill('SIGUSR2');
    },
    crashes: () => crashes,
    async stop() {
      await end('SIGTERM');
      await toRedis.close();
      await toStore?.close();
      log.end();
    },
  };
}
