import { readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { CallEventJob } from './jobs.ts';
import { JournalSegment, ownerOf, parseSegmentName, type SegmentOwner } from './journal-segment.ts';

/** A segment is appended to for this long. */
const APPEND_MS = 15_000;
/** After this long a segment of another host counts as abandoned: a living owner has started another one by then. */
const ORPHAN_MS = 120_000;

export type JournalOptions = {
  /** The clock that segments are dated by. Gateways that share a folder need the same time. */
  now: () => Date;
  host?: string;
};

/**
 * Call events on disk while the queue is out of reach. An event is synced to the disk before the carrier gets its answer.
 * A replay that fails halfway is repeated from the start: the queue and the store drop repeated events.
 */
export interface Journal {
  /** Resolves once the event is on the disk. */
  append(job: CallEventJob): Promise<void>;
  /** Passes every waiting event to `deliver`, then deletes it. Resolves with the number of events. */
  replay(deliver: (job: CallEventJob) => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

/** Opens the journal in a folder. The folder is created with the first event. */
export function openJournal(folder: string, { now, host = hostname() }: JournalOptions): Journal {
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
      let count = 0;
      for (const name of await readdir(folder).catch(unlessMissing([]))) {
        if (mayReplay(name)) count += await replayFile(join(folder, name), deliver);
      }
      return count;
    } finally {
      isReplaying = false;
    }
  }

  /** Says whether no process appends to the segment any more. An append may have started one since the replay began. */
  function mayReplay(name: string): boolean {
    return name !== current?.name && isOwnOrAbandoned(name, owner, now().getTime());
  }

  return { append, replay, close: closeCurrent };
}

async function replayFile(path: string, deliver: (job: CallEventJob) => Promise<unknown>): Promise<number> {
  const text = await readFile(path, 'utf8').catch(unlessMissing(''));
  const jobs = text.split('\n').flatMap(parseLine);
  for (const job of jobs) await deliver(job);
  await rm(path, { force: true });
  return jobs.length;
}

function isOwnOrAbandoned(name: string, own: SegmentOwner, nowMs: number): boolean {
  const { owner, startedMs } = parseSegmentName(name);
  if (owner.host !== own.host) return !(nowMs - startedMs < ORPHAN_MS);
  return owner.pid === own.pid || hasEnded(Number(owner.pid));
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
 * Parses a line. A crash may have cut the last line short. Its carrier got no answer and repeats the webhook, so the
 * line is dropped.
 */
function parseLine(line: string): CallEventJob[] {
  try {
    return line ? [JSON.parse(line) as CallEventJob] : [];
  } catch {
    return [];
  }
}

function unlessMissing<T>(fallback: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code !== 'ENOENT') throw error;
    return fallback;
  };
}
