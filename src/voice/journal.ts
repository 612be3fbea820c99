import { appendFile, readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isRedisAway } from '../infra/redis-away.ts';
import { type CallEventJob, callEventsJobSchema } from './jobs.ts';
import {
  isSegment,
  JournalSegment,
  ownerOf,
  parseSegmentName,
  type SegmentOwner,
} from './journal-segment.ts';

/** A segment is appended to for this long. */
const APPEND_MS = 15_000;
/**
 * After this long a segment counts as abandoned: a living owner has started another one by then. A process id alone says
 * nothing: after a restart it may belong to any other process.
 */
const ORPHAN_MS = 120_000;
/** The file of the folder that holds entries that cannot be read. */
const UNREADABLE = 'unreadable';

export type JournalOptions = {
  /** The clock that segments are dated by. Gateways that share a folder need the same time. */
  now: () => Date;
  /** Called when a file holds entries that cannot be read, or cannot be read itself. */
  onUnreadable: (file: string, error: unknown) => void;
  host?: string;
};

/**
 * Call events on disk while the queue is out of reach. An event is synced to the disk before the carrier gets its answer.
 * A replay that fails halfway is repeated from the start: the queue and the store drop repeated events.
 */
export interface Journal {
  /** Resolves once the event is on the disk. */
  append(job: CallEventJob): Promise<void>;
  /**
   * Passes every waiting event to `deliver`, then deletes it. Resolves with the number of events. Entries that cannot be
   * read are set aside in a file of their own. Rejects when an event was not delivered: later files still were, unless
   * Redis is away.
   */
  replay(deliver: (job: CallEventJob) => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

/** Opens the journal in a folder. The folder is created with the first event. */
export function openJournal(
  folder: string,
  { now, onUnreadable, host = hostname() }: JournalOptions,
): Journal {
  const owner = ownerOf(host, process.pid);
  let current: JournalSegment | undefined;
  let segments = 0;
  let isReplaying = false;

  /** Closes the current segment. Later events go to another one. */
  async function closeCurrent(): Promise<void> {
    const segment = current;
    current = undefined;
    await segment?.close();
  }

  function closeInBackground(): void {
    closeCurrent().catch(() => undefined);
  }

  async function append(job: CallEventJob): Promise<void> {
    const nowMs = now().getTime();
    if (current?.isOlderThan(APPEND_MS, nowMs)) closeInBackground();
    current ??= new JournalSegment(folder, owner, nowMs, segments++);
    const segment = current;
    try {
      await segment.append(JSON.stringify(job));
    } catch (error) {
      // A full disk may have cut the line short. The next event must not follow on that line.
      if (current === segment) closeInBackground();
      throw error;
    }
  }

  async function replay(deliver: (job: CallEventJob) => Promise<unknown>): Promise<number> {
    if (isReplaying) return 0;
    isReplaying = true;
    try {
      await closeCurrent();
      const names = await readdir(folder).catch(unlessMissing([]));
      return await replayFiles(names.filter(mayReplay), deliver);
    } finally {
      isReplaying = false;
    }
  }

  async function replayFiles(
    names: readonly string[],
    deliver: (job: CallEventJob) => Promise<unknown>,
  ): Promise<number> {
    let count = 0;
    let failure: unknown;
    for (const name of names) {
      try {
        count += await replayFile(name, deliver);
      } catch (error) {
        if (isRedisAway(error)) throw error;
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
    return count;
  }

  async function replayFile(name: string, deliver: (job: CallEventJob) => Promise<unknown>): Promise<number> {
    const path = join(folder, name);
    const text = await readFile(path, 'utf8').catch(unlessMissing(''));
    const { jobs, unreadable } = parseLines(text);
    for (const job of jobs) await deliver(job);
    if (unreadable.length > 0) {
      await appendFile(join(folder, UNREADABLE), `${unreadable.join('\n')}\n`, { mode: 0o600 });
      onUnreadable(join(folder, UNREADABLE), new Error(`${unreadable.length} entries of ${name}`));
    }
    await rm(path, { force: true });
    return jobs.length;
  }

  /** Says whether no process appends to the segment any more. An append may have started one since the replay began. */
  function mayReplay(name: string): boolean {
    return isSegment(name) && name !== current?.name && isOwnOrAbandoned(name, owner, now().getTime());
  }

  return { append, replay, close: closeCurrent };
}

function isOwnOrAbandoned(name: string, own: SegmentOwner, nowMs: number): boolean {
  const { owner, startedMs } = parseSegmentName(name);
  // A clock may have been set: a segment far in the future is abandoned too.
  if (!(Math.abs(nowMs - startedMs) < ORPHAN_MS)) return true;
  return owner.host === own.host && (owner.pid === own.pid || hasEnded(Number(owner.pid)));
}

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/**
 * Reads the events of a segment. A crash may have cut the last line short. Its carrier got no answer and repeats the
 * webhook, so that line is dropped.
 */
function parseLines(text: string): { jobs: CallEventJob[]; unreadable: string[] } {
  const lines = text.split('\n').slice(0, -1);
  const jobs: CallEventJob[] = [];
  const unreadable: string[] = [];
  for (const line of lines) {
    const job = parseLine(line);
    if (job) jobs.push(job);
    else unreadable.push(line);
  }
  return { jobs, unreadable };
}

function parseLine(line: string): CallEventJob | null {
  try {
    const job = JSON.parse(line) as CallEventJob;
    return callEventsJobSchema.safeParse(job).success && job.v === 1 ? job : null;
  } catch {
    return null;
  }
}

function unlessMissing<T>(fallback: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code !== 'ENOENT') throw error;
    return fallback;
  };
}
