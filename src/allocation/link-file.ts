import { appendFile, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { replaceFile } from '../infra/safe-file.ts';
import type { LastLink } from './engine/ports.ts';
import type { LinkMemory } from './link-memory.ts';

/** The file is written again when it has this many lines, and twice as many as there are numbers. */
const MIN_LINES = 2000;

/** The links of this time share one write: a write of its own costs a tenth of an allocation's CPU. */
const GATHER_MS = 50;

/** The last link of every number on the gateway's disk, for a start without Redis. */
export interface LinkFile {
  /** Resolves when every link in the memory is in the file. */
  close(): Promise<void>;
}

/**
 * Fills the memory from the file, and adds each later link to the file. A line is the pool, the number, the link, the
 * endpoint and the start of the link. The last line of a number counts.
 */
export async function openLinkFile(path: string, memory: LinkMemory, log: Logger): Promise<LinkFile> {
  let waiting: string[] = [];
  const saved = await readFile(path, 'utf8').catch(unlessMissing);
  let lines = noteAll(saved, memory);
  // A crash may have cut the last line short. The next link must not follow on that line.
  let hasFailed = saved !== '' && !saved.endsWith('\n');
  let writing: Promise<void> | null = null;

  async function write(): Promise<void> {
    if (hasFailed || lines > Math.max(MIN_LINES, 2 * memory.count())) {
      waiting = [];
      const known = [...memory.all()];
      await replaceFile(path, inOnePiece(known.map(({ pool, last }) => lineOf(pool, last)).join('')));
      lines = known.length;
      hasFailed = false;
      return;
    }
    const added = waiting;
    waiting = [];
    lines += added.length;
    await appendFile(path, added.join(''), { mode: 0o600 });
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      await pause(GATHER_MS);
      try {
        await write();
      } catch (error) {
        // A line may be cut short. The next link writes the file again.
        if (!hasFailed) log.error({ err: error }, 'the last links of numbers were not written');
        hasFailed = true;
        waiting = [];
      }
    }
    writing = null;
  }

  memory.onChange((pool, last) => {
    waiting.push(lineOf(pool, last));
    writing ??= writeAll();
  });
  return {
    async close() {
      await writing;
    },
  };
}

/** Fills the memory from the file's text. Returns the number of lines. */
function noteAll(text: string, memory: LinkMemory): number {
  const lines = text.split('\n');
  for (const line of lines) {
    const [, pool, number, link, endpoint, began] = LINE.exec(line) ?? [];
    if (pool && number && link && endpoint)
      memory.note(pool, { number, link, endpoint, began: Number(began) });
  }
  return lines.length;
}

const LINE = /^(pool_\w+) (\+\d+) (\S+) (\S+) (\d+);$/;

function lineOf(pool: string, { number, link, endpoint, began }: LastLink): string {
  return `${pool} ${number} ${link} ${endpoint} ${began};\n`;
}

async function* inOnePiece(text: string): AsyncGenerator<string> {
  yield text;
}

function unlessMissing(error: NodeJS.ErrnoException): string {
  if (error.code !== 'ENOENT') throw error;
  return '';
}
