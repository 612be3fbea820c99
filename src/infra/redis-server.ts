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

/** A redis-server of our own, which lives and ends with this process. */
export interface RedisServer {
  /** What ioredis takes as its first argument: the path of a unix socket. It stays the same until `stop`. */
  readonly url: string;
  /** Ends the server, its data on the disk, within about 3 seconds whatever state it is in. */
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
const LAST_RESTART_MS = 5_000;
/** A child that lived this long had started well: the next restart is quick again. */
const SETTLED_MS = 10_000;
const MAX_OUTPUT_LINES = 20;
/** What a process wrote at its end may still be in the pipe. */
const LAST_WORDS_MS = 100;

const SILENT = { debug() {}, error() {} };

/** Starts redis-server on `<dataDir>/redis`; rejects with a sentence for a person when that cannot be done. */
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
 * We hold the data folder's lock: a server that still answers there has lost its parent. It must be gone before ours
 * starts, or both would write the same append-only file.
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
  /** The last lines of its output. */
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
      delay = Math.min(delay * 2, LAST_RESTART_MS);
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
  // Detached: in a session of its own, so that the terminal's Ctrl-C reaches us alone and we end it in order.
  const child = spawn(command, [...args, ...settings(files.socket)], {
    cwd: files.folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const mend = mendingFile(files.socket);
  child.on('error', (error) => lines.push(error.message));
  for (const output of [child.stdout, child.stderr]) {
    // Where the process is out of file descriptors there are no pipes, only the error above.
    if (!output) continue;
    createInterface({ input: output }).on('line', (line) => {
      log.debug({ redis: line }, 'redis-server');
      lines.push(line);
      if (lines.length > MAX_OUTPUT_LINES) lines.shift();
      mend(line);
    });
  }
  return { process: child, lines, startedAt: performance.now() };
}

/**
 * Redis (7.0 at least) that was killed while it wrote cuts its file behind the last whole command, which may be within what
 * one script did. It takes nothing of that in, but writes on behind it: the start after would do half of the script. So the
 * file is written again from memory.
 */
function mendingFile(socket: string): (line: string) => void {
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
    // The setting's name before 7.0, which newer ones still take.
    'hash-max-ziplist-value': '128',
  }).flatMap(([name, value]) => [`--${name}`, value]);
}

/** Resolves when the server has read its data; rejects when it ends before. */
async function untilReady(child: Child, socket: string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (isRunning(child.process)) {
    const answer = await ask(socket, 'PING', ASK_TIMEOUT_MS).catch(() => null);
    if (answer === '+PONG') return;
    // However long reading a large file takes: it is at work.
    const loading = answer?.startsWith('-LOADING') ?? false;
    if (!loading && performance.now() > deadline) break;
    await sleep(POLL_MS);
  }
  const state = isRunning(child.process) ? 'does not answer' : `ended at once (${exitOf(child.process)})`;
  child.process.kill('SIGKILL');
  await ended(child.process);
  await sleep(LAST_WORDS_MS);
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

/** Resolves when the process has ended, at once for one that could not be started. */
async function ended(child: ChildProcess): Promise<void> {
  if (isRunning(child)) await once(child, 'exit').catch(() => {});
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function exitOf(child: ChildProcess): string {
  return child.signalCode ?? (child.exitCode === null ? 'not started' : `code ${child.exitCode}`);
}
