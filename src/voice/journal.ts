import { type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CallEventJob } from './jobs.ts';

/**
 * Where call events wait while the queue is out of reach: a file that is only ever appended to, on disk before the
 * carrier has its answer, and replayed once the queue is back. A replay that is cut short is done again; the queue
 * and the store know a repeat.
 */
export function openJournal(path: string) {
  let file: Promise<FileHandle> | undefined;
  let replaying = false;

  async function append(job: CallEventJob): Promise<void> {
    file ??= mkdir(dirname(path), { recursive: true }).then(() => open(path, 'a'));
    const handle = await file;
    await handle.appendFile(`${JSON.stringify(job)}\n`);
    await handle.datasync();
  }

  return {
    append,

    /** Hands every waiting event to `deliver`, then forgets them. @returns how many */
    async replay(deliver: (job: CallEventJob) => Promise<unknown>): Promise<number> {
      if (replaying) return 0;
      replaying = true;
      try {
        const taken = `${path}.replaying`;
        let jobs = await jobsIn(taken);
        if (jobs.length === 0) {
          await (await file)?.close();
          file = undefined;
          await rename(path, taken).catch(ignoreMissing);
          jobs = await jobsIn(taken);
        }
        for (const job of jobs) await deliver(job);
        await rm(taken, { force: true });
        return jobs.length;
      } finally {
        replaying = false;
      }
    },

    async close(): Promise<void> {
      await (await file)?.close();
      file = undefined;
    },
  };
}

export type Journal = ReturnType<typeof openJournal>;

async function jobsIn(path: string): Promise<CallEventJob[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    ignoreMissing(error);
    return '';
  });
  return text.split('\n').flatMap((line) => parse(line));
}

/** The last line may be cut short by a crash; its carrier never got an answer and will ask again. */
function parse(line: string): CallEventJob[] {
  try {
    return line ? [JSON.parse(line) as CallEventJob] : [];
  } catch {
    return [];
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
