import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ReportedAnswers } from './answers.ts';
import { type Api, apiAt } from './api.ts';
import { ensureBuild } from './build.ts';
import { eventually } from './eventually.ts';
import { faultsOfLog, secretsOf } from './log-lines.ts';
import { childrenOf, endingWithUs, gone } from './processes.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
/** Runs the program as its container does. Each run of scripts/start.mjs would read all sources, to find that dist is new. */
const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const reportAnswers = new URL('./answer-check/preload.mjs', import.meta.url).href;
/** The environment of a program on a free port of this machine alone, without a demo. */
export const ALONE = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  PORT: '0',
  HOST: '127.0.0.1',
  DEMO: 'off',
  DEMO_DAYS: '0',
};
const ADMIN_KEY = 'rt_test_admin_key_0000';
const TWILIO_TOKEN = '0123456789abcdef0123456789abcdef';

export type Ringtrail = {
  /** Where it is reached from here, and the base URL that carriers and browsers are given. */
  url: string;
  publicUrl: string;
  dataDir: string;
  pid: number;
  adminKey: string;
  twilioToken: string;
  api: Api;
  /** Everything that it has printed. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  /** How it ended: its exit code, or the signal that killed it. */
  ended: Promise<number | NodeJS.Signals | null>;
  /** Ends it in order, and with it what it has started. */
  stop(): Promise<void>;
  kill9(): Promise<void>;
};

export type Start = {
  env?: Record<string, string>;
  dataDir?: string;
  /** Limits the files and connections that the process can have open. */
  maxOpenFiles?: number;
  /** A copy of the checkout, in place of this one. */
  root?: string;
};

/**
 * Starts Ringtrail on a free port of this machine alone, without demo and rate limit. Each of its answers
 * is checked against its OpenAPI document, and each log line for secrets and persons: `stop` and `kill9` reject at a fault.
 */
export async function startRingtrail({
  env = {},
  dataDir,
  maxOpenFiles,
  root = checkout,
}: Start = {}): Promise<Ringtrail> {
  const folder = dataDir ?? (await dataFolder());
  await ensureBuild();
  const program: [string, ...string[]] = [
    process.execPath,
    '--max-semi-space-size=64',
    '--import',
    reportAnswers,
    root === checkout ? MAIN : join(root, 'scripts/start.mjs'),
  ];
  const [command, ...args] = maxOpenFiles === undefined ? program : limited(maxOpenFiles, program);
  const child = spawn(...endingWithUs(command, args), {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: {
      ...ALONE,
      DATA_DIR: folder,
      LOG_LEVEL: 'warn',
      RATE_LIMIT: '0',
      API_RATE_LIMIT: '0',
      RINGTRAIL_ADMIN_KEY: ADMIN_KEY,
      TWILIO_AUTH_TOKEN: TWILIO_TOKEN,
      // On a busy machine no answer is late. A test of late answers sets a budget of its own.
      ANSWER_BUDGET_MS: '10000',
      ...env,
    },
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error('node could not be started');
  const output = collect(child);
  const answers = new ReportedAnswers(child.stdio[3] as Readable);
  const ended = once(child, 'exit').then(
    ([code, signal]) => (code ?? signal) as number | NodeJS.Signals | null,
  );
  const endWithUs = () => child.kill('SIGKILL');
  process.on('exit', endWithUs);

  async function afterEnd(children: number[]): Promise<void> {
    await ended;
    await Promise.all(children.map(gone));
    process.off('exit', endWithUs);
    if (!dataDir) await rm(folder, { recursive: true, force: true });
    const secrets = secretsOf({ ADMIN_KEY, TWILIO_TOKEN, ...env });
    const faults = [...(await answers.faults()), ...faultsOfLog(output(), secrets)];
    if (faults.length > 0) throw new Error(faults.join('\n'));
  }

  const end = (signal: NodeJS.Signals) => async () => {
    const children = childrenOf(pid);
    child.kill(signal);
    await afterEnd(children);
  };

  let run: { url: string; publicUrl: string };
  try {
    run = await untilRunning(child, folder, output);
    if (run.url !== '') await answers.checkBy(run.url);
  } catch (error) {
    await end('SIGKILL')();
    throw error;
  }
  return {
    ...run,
    dataDir: folder,
    pid,
    adminKey: ADMIN_KEY,
    twilioToken: TWILIO_TOKEN,
    api: apiAt(run.url, ADMIN_KEY),
    output,
    signal: (signal) => child.kill(signal),
    ended,
    stop: end('SIGTERM'),
    kill9: end('SIGKILL'),
  };
}

/** Returns the command line that runs the program with at most this many open files. */
function limited(maxOpenFiles: number, program: readonly string[]): [string, ...string[]] {
  return ['sh', '-c', `ulimit -n ${maxOpenFiles} && exec "$0" "$@"`, ...program];
}

/** A folder for the data of several runs; remove it with `rm`. */
export function dataFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'rt-data-'));
}

/** The gateway says in run.json where it is; a worker alone has no port, and logs that it works. */
async function untilRunning(
  child: ChildProcess,
  folder: string,
  output: () => string,
): Promise<{ url: string; publicUrl: string }> {
  return eventually(async () => {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`Ringtrail ended at its start:\n${output()}`);
    }
    if (output().includes('Ringtrail works')) return { url: '', publicUrl: '' };
    const text = await readFile(join(folder, 'run.json'), 'utf8').catch(() => '');
    const run = text.endsWith('}\n') ? JSON.parse(text) : null;
    return run?.pid === child.pid && { url: run.localUrl, publicUrl: run.publicUrl };
  });
}

/** Returns the function that returns all that the child has printed. */
export function collect(child: ChildProcess): () => string {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  }
  return () => chunks.join('');
}
