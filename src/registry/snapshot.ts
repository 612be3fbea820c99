import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { KINDS, type Kind, type Kinds } from '../domain/model.ts';
import { replaceFile } from '../infra/safe-file.ts';
import type { Directory } from './directory.ts';

const BATCH_LINES = 500;

/** The first line of the file. A file of another version is ignored. Files of earlier releases lack `changes`. */
type Head = { ringtrail: 'directory'; v: 1; changes?: number; installation?: string };

/** The state of a directory that a snapshot names: its last change (-1: it does not know), and its installation. */
export type SnapshotState = { changes: number; installation: string | null };

export type SnapshotHead = { installation: string | null; hasRecords: boolean };

/** The number of records in a snapshot, and the last change that it has. NaN: it does not say. */
export type Snapshot = { records: number; version: number };

/**
 * Writes the directory to a file, one line per record, for a start at which the store is away.
 */
export function writeSnapshot(
  path: string,
  directory: Directory,
  { changes, installation }: SnapshotState,
): Promise<void> {
  const head: Head = { ringtrail: 'directory', v: 1, changes, ...(installation && { installation }) };
  return replaceFile(path, linesOf(directory, head));
}

/** Returns the head of the snapshot. null: there is no snapshot of this version. */
export async function readSnapshotHead(path: string): Promise<SnapshotHead | null> {
  try {
    const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
    let head: Head | null = null;
    for await (const line of lines) {
      if (head) return { installation: head.installation ?? null, hasRecords: true };
      head = parseHead(line);
      if (!head) return null;
    }
    return head && { installation: head.installation ?? null, hasRecords: false };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return null;
  }
}

/** Fills the directory from the file. There are no records when there is no such file. */
export async function readSnapshot(path: string, directory: Directory): Promise<Snapshot> {
  let records = 0;
  let version = Number.NaN;
  try {
    const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
    let isFirst = true;
    for await (const line of lines) {
      if (isFirst) {
        const head = parseHead(line);
        if (!head) return { records: 0, version };
        version = head.changes ?? Number.NaN;
      } else {
        const [kind, record]: [Kind, Kinds[Kind]] = JSON.parse(line);
        if (!KINDS.includes(kind)) continue;
        directory.put(kind, record);
        records++;
      }
      isFirst = false;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return { records, version: version < 0 ? Number.NaN : version };
}

function parseHead(line: string): Head | null {
  try {
    const head = JSON.parse(line);
    return head.ringtrail === 'directory' && head.v === 1 ? head : null;
  } catch {
    return null;
  }
}

/** Yields the lines in batches. The process answers requests between two batches. */
async function* linesOf(directory: Directory, head: Head): AsyncGenerator<string> {
  yield `${JSON.stringify(head)}\n`;
  let lines: string[] = [];
  for (const kind of KINDS) {
    for (const record of [...directory.all(kind)]) {
      lines.push(`${JSON.stringify([kind, record])}\n`);
      if (lines.length < BATCH_LINES) continue;
      yield lines.join('');
      lines = [];
      await nextTurn();
    }
  }
  yield lines.join('');
}
