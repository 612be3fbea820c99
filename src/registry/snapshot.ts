import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import { KINDS, type Kind } from '../domain/model.ts';
import { replaceFile } from '../infra/safe-file.ts';
import type { Directory } from './directory.ts';

const LINES_AT_ONCE = 500;

/** The first line of the file; a file of another version is as good as none. */
const HEAD = JSON.stringify({ ringtrail: 'directory', v: 1 });

/** Writes the directory to a file, a line a record, for a start at which the store is out of reach. */
export function writeSnapshot(path: string, directory: Directory): Promise<void> {
  return replaceFile(path, linesOf(directory));
}

/** Fills the directory from the file. @returns how many records it held; 0 when there is no such file */
export async function readSnapshot(path: string, directory: Directory): Promise<number> {
  let records = 0;
  try {
    const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
    let isFirst = true;
    for await (const line of lines) {
      if (isFirst && line !== HEAD) return 0;
      if (!isFirst) {
        const [kind, record] = JSON.parse(line) as [Kind, { id: string }];
        if (!KINDS.includes(kind)) continue;
        directory.put(kind, record as never);
        records++;
      }
      isFirst = false;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return records;
}

/** In pieces, between which requests are answered. */
async function* linesOf(directory: Directory): AsyncGenerator<string> {
  yield `${HEAD}\n`;
  let lines: string[] = [];
  for (const kind of KINDS) {
    for (const record of [...directory.all(kind)]) {
      lines.push(`${JSON.stringify([kind, record])}\n`);
      if (lines.length < LINES_AT_ONCE) continue;
      yield lines.join('');
      lines = [];
      await breathe();
    }
  }
  yield lines.join('');
}
