import { type FileHandle, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { syncFolder } from '../infra/safe-file.ts';
import type { CallEventJob } from './jobs.ts';

const SUFFIX = '.waiting';

/** For so long after its beginning a file is appended to. */
const APPEND_MS = 15_000;
/** After so long a file of another host is taken to be left alone: its owner, if it lives, appends no more to it. */
const ORPHAN_MS = 120_000;

/** A file that events are appended to. Once it has been taken for replay it is never opened again. */
type JournalSegment = { name: string; begun: number; file: Promise<FileHandle>; writing: Set<Promise<void>> };
/** Containers may share a folder and all have the process id 1, so that an id says nothing without its host. */
type Owner = { host: string; pid: string };

/**
 * Where call events wait while the queue is out of reach: files that are only ever appended to, on disk before the
 * carrier has its answer, and replayed once the queue is back, by whoever lives. A replay that is cut short is done
 * again; the queue and the store know a repeat.
 */
export function openJournal(folder: string, host: string = hostname()) {
  const own: Owner = { host: host.replace(/[^\w-]/g, '-'), pid: String(process.pid) };
  let current: JournalSegment | undefined;
  let sheets = 0;
  let replaying = false;

  /** The name is new each time: a former process may have had our id. */
  function begin(): JournalSegment {
    const begun = Date.now();
    const name = `${own.host}.${own.pid}.${begun}.${sheets++}${SUFFIX}`;
    return { name, begun, file: create(name), writing: new Set() };
  }

  /** The file's name must be on disk too before anything in it counts. */
  async function create(name: string): Promise<FileHandle> {
    const made = await mkdir(folder, { recursive: true });
    const file = await open(join(folder, name), 'a', 0o600);
    try {
      await syncFolder(folder);
      if (made) await syncFolder(dirname(made));
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async function write(sheet: JournalSegment, job: CallEventJob): Promise<void> {
    const file = await sheet.file;
    await file.appendFile(`${JSON.stringify(job)}\n`);
    await file.datasync();
  }

  /** From here on events go to another file; resolves when all that were on their way to this one have arrived. */
  async function turnOver(): Promise<void> {
    const sheet = current;
    current = undefined;
    if (!sheet) return;
    await Promise.allSettled(sheet.writing);
    await (await sheet.file.catch(() => undefined))?.close();
  }

  return {
    /** Resolves once the event is on the disk. */
    async append(job: CallEventJob): Promise<void> {
      if (current && Date.now() - current.begun > APPEND_MS) turnOver().catch(() => undefined);
      current ??= begin();
      const sheet = current;
      const writing = write(sheet, job);
      sheet.writing.add(writing);
      try {
        await writing;
      } catch (error) {
        // A full disk may have cut the line short: the next event must not follow on it.
        if (current === sheet) turnOver().catch(() => undefined);
        throw error;
      } finally {
        sheet.writing.delete(writing);
      }
    },

    /** Hands every waiting event to `deliver`, then forgets them. @returns how many */
    async replay(deliver: (job: CallEventJob) => Promise<unknown>): Promise<number> {
      if (replaying) return 0;
      replaying = true;
      try {
        await turnOver();
        let delivered = 0;
        for (const name of await readdir(folder).catch(unlessMissing([]))) {
          // One may have been begun since, and others belong to processes that still write to them.
          if (name === current?.name || !isOwnOrOrphan(name, own)) continue;
          const path = join(folder, name);
          const text = await readFile(path, 'utf8').catch(unlessMissing(''));
          const jobs = text.split('\n').flatMap(parse);
          for (const job of jobs) await deliver(job);
          await rm(path, { force: true });
          delivered += jobs.length;
        }
        return delivered;
      } finally {
        replaying = false;
      }
    },

    close: turnOver,
  };
}

export type Journal = ReturnType<typeof openJournal>;

function isOwnOrOrphan(name: string, own: Owner): boolean {
  const [host = '', pid = '', begun] = name.split('.');
  if (host !== own.host) return !(Date.now() - Number(begun) < ORPHAN_MS);
  if (pid === own.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** The last line may be cut short by a crash; its carrier never got an answer and will ask again. */
function parse(line: string): CallEventJob[] {
  try {
    return line ? [JSON.parse(line) as CallEventJob] : [];
  } catch {
    return [];
  }
}

function unlessMissing<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code !== 'ENOENT') throw error;
    return instead;
  };
}
