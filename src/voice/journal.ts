import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallEventJob } from './jobs.ts';

const WAITING = '.waiting';
const REPLAYING = '.replaying';

/**
 * Where call events wait while the queue is out of reach: a file for each process, only ever appended to, on disk
 * before the carrier has its answer, and replayed once the queue is back, by whoever lives. A replay that is cut
 * short is done again; the queue and the store know a repeat.
 */
export function openJournal(folder: string) {
  const own = String(process.pid);
  let file: Promise<FileHandle> | undefined;
  let replaying = false;

  async function openOwn(): Promise<FileHandle> {
    await mkdir(folder, { recursive: true });
    return open(join(folder, own + WAITING), 'a');
  }

  async function closeOwn(): Promise<void> {
    const closing = file;
    file = undefined;
    await (await closing)?.close();
  }

  /** The files of processes that will not replay them, and our own, each closed to further events. */
  async function takeFiles(): Promise<string[]> {
    const names = await readdir(folder).catch(ignoreMissing);
    const ours = (names ?? []).filter((name) => isOwnOrOrphan(name, own));
    if (ours.includes(own + WAITING)) await closeOwn();
    const taken: string[] = [];
    for (const name of ours) {
      const path = join(folder, name);
      if (name.endsWith(REPLAYING)) taken.push(path);
      if (!name.endsWith(WAITING)) continue;
      const next = join(folder, `${name.slice(0, -WAITING.length)}.${Date.now()}${REPLAYING}`);
      await rename(path, next);
      taken.push(next);
    }
    return taken;
  }

  return {
    /** Resolves once the event is on the disk. */
    async append(job: CallEventJob): Promise<void> {
      file ??= openOwn();
      const handle = await file.catch((error) => {
        file = undefined;
        throw error;
      });
      await handle.appendFile(`${JSON.stringify(job)}\n`);
      await handle.datasync();
    },

    /** Hands every waiting event to `deliver`, then forgets them. @returns how many */
    async replay(deliver: (job: CallEventJob) => Promise<unknown>): Promise<number> {
      if (replaying) return 0;
      replaying = true;
      try {
        let delivered = 0;
        for (const path of await takeFiles()) {
          const jobs = (await readFile(path, 'utf8')).split('\n').flatMap(parse);
          for (const job of jobs) await deliver(job);
          await rm(path);
          delivered += jobs.length;
        }
        return delivered;
      } finally {
        replaying = false;
      }
    },

    close: closeOwn,
  };
}

export type Journal = ReturnType<typeof openJournal>;

function isOwnOrOrphan(name: string, own: string): boolean {
  const pid = name.split('.', 1)[0] ?? '';
  if (pid === own) return true;
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

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
