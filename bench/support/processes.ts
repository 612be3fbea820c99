import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export type Running = { pid: number; port: number; stop: () => Promise<void> };

/** Starts a ceiling, a server that prints its port. */
export async function startCeiling(name: string): Promise<Running> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../ceilings/${name}.js`, import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithUs(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { pid: child.pid ?? 0, port: Number(line.toString()), stop: () => end(child) };
}

const DIST = new URL('../../', import.meta.url);

/** Starts Ringtrail on a data folder of its own, with V8's options of this process. @param dist the build to start */
export async function startRingtrail(
  env: Record<string, string>,
  dist = DIST,
): Promise<Running & { adminKey: string; dataDir: string }> {
  const { child, dataDir, stop } = await spawnRingtrail(env, dist);
  const run = await readJson<{ localUrl: string }>(join(dataDir, 'run.json'), child);
  const { adminKey } = await readJson<{ adminKey: string }>(join(dataDir, 'secrets.json'), child);
  return { pid: child.pid ?? 0, port: Number(new URL(run.localUrl).port), adminKey, dataDir, stop };
}

/** Starts a worker. It has no port. */
export async function startWorker(env: Record<string, string>): Promise<Omit<Running, 'port'>> {
  const { child, stop } = await spawnRingtrail(env);
  return { pid: child.pid ?? 0, stop };
}

async function spawnRingtrail(env: Record<string, string>, dist = DIST) {
  const dataDir = await mkdtemp(join(tmpdir(), 'ringtrail-bench-'));
  const main = new URL('src/main.js', dist).href;
  const script = ['--input-type=module', '-e', `(await import(${JSON.stringify(main)})).main()`];
  const child = spawn(process.execPath, [...process.execArgv, ...script], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      DEMO: 'off',
      LOG_LEVEL: 'warn',
      RATE_LIMIT: '0',
      API_RATE_LIMIT: '0',
      DATA_DIR: dataDir,
      ...env,
    },
  });
  endWithUs(child);
  const stop = async () => {
    await end(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  return { child, dataDir, stop };
}

/** A benchmark that fails leaves no process behind. */
function endWithUs(child: ChildProcess): void {
  process.once('exit', () => child.kill());
}

async function readJson<T>(path: string, child: ChildProcess): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`the process ended with ${child.exitCode}`);
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text) return JSON.parse(text) as T;
    await sleep(50);
  }
  throw new Error(`${path} did not appear within 30 s`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
