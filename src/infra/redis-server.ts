import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { lockDataDir } from './data-dir-lock.ts';
import { formerSocket, prepareFiles, type RedisFiles, removePrivateFolder } from './redis-files.ts';
import { findRedisServer, RedisServerError } from './redis-program.ts';
import { ask } from './redis-socket.ts';
import { waitAtMost } from './with-timeout.ts';

/** The private redis-server. It starts and ends with this process. */
export interface RedisServer {
  /** The path of a unix socket, as ioredis takes it in its first argument. It stays the same until `stop`. */
  readonly url: string;
  /** Saves the data to the disk and ends the server, within about 3 seconds in any state. */
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  dataDir: string;
  log?: Pick<Logger, 'debug' | 'error'>;
}

const START_TIMEOUT_MS = 30_000;
const ORPHAN_TIMEOUT_MS = 30_000;
const ASK_TIMEOUT_MS = 2_000;
const POLL_MS = 20;
const SHUTDOWN_TIMEOUT_MS = 2_000;
const TERM_TIMEOUT_MS = 1_000;
const FIRST_RESTART_MS = 100;
const MAX_RESTART_MS = 5_000;
/** After a child that lived this long the next restart is quick again. */
const SETTLED_MS = 10_000;
const MAX_OUTPUT_LINES = 20;
/** The last output of a process may still be in the pipe. */
const LAST_OUTPUT_MS = 100;

const SILENT = { debug() {}, error() {} };

/** Starts redis-server on `<dataDir>/redis`. Rejects with `RedisServerError` or `DataDirLocked`, whose message is for a person. */
export async function startRedisServer({ dataDir, log = SILENT }: RedisServerOptions): Promise<RedisServer> {
  const program = await findRedisServer();
  const root = resolve(dataDir);
  await mkdir(root, { recursive: true, mode: 0o700 });
  const lock = lockDataDir(root);
  try {
    const folder = join(root, 'redis');
    await endOrphan(await formerSocket(folder));
    const files = await prepareFiles(folder);
    try {
      const supervised = await supervise(program, files, log);
      const end = async () => {
        await supervised.stop();
        await files.clean();
        lock.release();
      };
      let ended: Promise<void> | undefined;
      return {
        url: files.socket,
        stop() {
          ended ??= end();
          return ended;
        },
      };
    } catch (error) {
      await files.clean();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * Ends the redis-server of a former process. This process holds the lock on the data folder, so a server that still answers
 * there has lost its parent. Two servers would write the same append-only file.
 */
async function endOrphan(socket: string | null): Promise<void> {
  if (socket === null) return;
  const deadline = performance.now() + ORPHAN_TIMEOUT_MS;
  while ((await ask(socket, 'SHUTDOWN', ORPHAN_TIMEOUT_MS)) !== null) {
    if (performance.now() > deadline) {
      throw new RedisServerError(
        `a former redis-server still listens on ${socket} and does not end; end it first.`,
      );
    }
    await sleep(POLL_MS);
  }
  await removePrivateFolder(socket);
}

interface Child {
  process: ChildProcess;
  /** The last lines of the process's output. */
  lines: string[];
  startedAt: number;
}

/** Keeps one child running until `stop`. */
async function supervise(
  program: [string, ...string[]],
  files: RedisFiles,
  log: Pick<Logger, 'debug' | 'error'>,
): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController();
  let child = launch(program, files, log);
  await untilReady(child, files.socket);
  const watch = keepRunning();

  async function keepRunning(): Promise<void> {
    let delay = FIRST_RESTART_MS;
    for (;;) {
      await ended(child.process);
      if (stopping.signal.aborted) return;
      if (performance.now() - child.startedAt > SETTLED_MS) delay = FIRST_RESTART_MS;
      log.error(
        { exit: exitOf(child.process), output: child.lines, restartInMs: delay },
        'redis-server ended unexpectedly; it is started again',
      );
      await sleep(delay, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      delay = Math.min(delay * 2, MAX_RESTART_MS);
      child = launch(program, files, log);
    }
  }

  return {
    async stop() {
      stopping.abort();
      await end(child.process, files.socket);
      await watch;
    },
  };
}

function launch(
  [command, ...args]: [string, ...string[]],
  files: RedisFiles,
  log: Pick<Logger, 'debug'>,
): Child {
  // A detached child does not get the terminal's Ctrl-C. This process gets it, and ends the child in order.
  const child = spawn(command, [...args, ...settings(files.socket)], {
    cwd: files.folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const repair = createFileRepair(files.socket);
  child.on('error', (error) => lines.push(error.message));
  for (const output of [child.stdout, child.stderr]) {
    // A process without free file descriptors gets no pipes, only the error above.
    if (!output) continue;
    createInterface({ input: output }).on('line', (line) => {
      log.debug({ redis: line }, 'redis-server');
      lines.push(line);
      if (lines.length > MAX_OUTPUT_LINES) lines.shift();
      repair(line);
    });
  }
  return { process: child, lines, startedAt: performance.now() };
}

/**
 * Returns a function that reads the server's output and repairs its append-only file after a crash. Redis (7.0 at least)
 * cuts the file after the last complete command, which may be in the middle of a script. It ignores that part of the
 * script but appends after it, so the next start would run half of the script. BGREWRITEAOF writes the file from memory.
 */
function createFileRepair(socket: string): (line: string) => void {
  let isCut = false;
  return (line) => {
    if (line.includes('Truncating the AOF')) isCut = true;
    if (!isCut || !/ready to accept connections/i.test(line)) return;
    isCut = false;
    ask(socket, 'BGREWRITEAOF', ASK_TIMEOUT_MS).catch(() => undefined);
  };
}

function settings(socket: string): string[] {
  return Object.entries({
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    daemonize: 'no',
    supervised: 'no',
    logfile: '',
    loglevel: 'notice',
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
    // The setting's name before 7.0. Newer versions still accept it.
    'hash-max-ziplist-value': '128',
  }).flatMap(([name, value]) => [`--${name}`, value]);
}

/** Resolves when the server has read its data. Rejects with `RedisServerError` when it ends before, or does not answer. */
async function untilReady(child: Child, socket: string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (isRunning(child.process)) {
    const answer = await ask(socket, 'PING', ASK_TIMEOUT_MS).catch(() => null);
    if (answer === '+PONG') return;
    // A server that reads a large file works as it should, so the deadline does not count.
    const loading = answer?.startsWith('-LOADING') ?? false;
    if (!loading && performance.now() > deadline) break;
    await sleep(POLL_MS);
  }
  const state = isRunning(child.process) ? 'does not answer' : `ended at once (${exitOf(child.process)})`;
  child.process.kill('SIGKILL');
  await ended(child.process);
  await sleep(LAST_OUTPUT_MS);
  throw new RedisServerError(`redis-server ${state}; its last words:\n${child.lines.join('\n')}`);
}

async function end(child: ChildProcess, socket: string): Promise<void> {
  const answer = await ask(socket, 'SHUTDOWN', SHUTDOWN_TIMEOUT_MS).catch(() => null);
  if (answer === '' && (await endsWithin(child, TERM_TIMEOUT_MS))) return;
  child.kill('SIGTERM');
  if (await endsWithin(child, TERM_TIMEOUT_MS)) return;
  child.kill('SIGKILL');
  await ended(child);
}

async function endsWithin(child: ChildProcess, ms: number): Promise<boolean> {
  await waitAtMost(ms, ended(child));
  return !isRunning(child);
}

/** Resolves when the process has ended. Resolves at once when it could not be started. */
async function ended(child: ChildProcess): Promise<void> {
  if (isRunning(child)) await once(child, 'exit').catch(() => {});
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function exitOf(child: ChildProcess): string {
  return child.signalCode ?? (child.exitCode === null ? 'not started' : `code ${child.exitCode}`);
}
