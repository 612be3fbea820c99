import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { KINDS, type Kind, type Kinds } from '../domain/model.ts';
import { replaceFile } from '../infra/safe-file.ts';
import type { Directory } from './directory.ts';

const BATCH_LINES = 500;

/** The first line of the file. A file of another version is ignored. */
const HEAD = JSON.stringify({ ringtrail: 'directory', v: 1 });

/** Writes the directory to a file, one line per record, for a start at which the store is away. */
export function writeSnapshot(path: string, directory: Directory): Promise<void> {
  return replaceFile(path, linesOf(directory));
}

/** Fills the directory from the file. Returns the number of records; 0 when there is no such file. */
export async function readSnapshot(path: string, directory: Directory): Promise<number> {
  let records = 0;
  try {
    const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
    let isFirst = true;
    for await (const line of lines) {
      if (isFirst && line !== HEAD) return 0;
      if (!isFirst) {
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
  return records;
}

/** Yields the lines in batches. The process answers requests between two batches. */
async function* linesOf(directory: Directory): AsyncGenerator<string> {
  yield `${HEAD}\n`;
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
