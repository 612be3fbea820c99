import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../infra/safe-file.ts';

const SUFFIX = '.waiting';

/** The process that a segment belongs to. Containers may share a folder, and each may have the process id 1. */
export type SegmentOwner = { host: string; pid: string };

/** A file of the journal that events are appended to. Once it is closed for replay, it is never opened again. */
export class JournalSegment {
  readonly name: string;
  private readonly startedMs: number;
  private readonly file: Promise<FileHandle>;
  private readonly writes = new Set<Promise<void>>();

  /** @param serial separates segments that one process starts in the same millisecond */
  constructor(folder: string, owner: SegmentOwner, startedMs: number, serial: number) {
    this.name = `${owner.host}.${owner.pid}.${startedMs}.${serial}${SUFFIX}`;
    this.startedMs = startedMs;
    this.file = createFile(folder, this.name);
  }

  isOlderThan(ageMs: number, nowMs: number): boolean {
    return nowMs - this.startedMs > ageMs;
  }

  /** Resolves once the line is on the disk. */
  async append(line: string): Promise<void> {
    const write = this.write(line);
    this.writes.add(write);
    try {
      await write;
    } finally {
      this.writes.delete(write);
    }
  }

  /** Closes the file after the appends that have started. */
  async close(): Promise<void> {
    await Promise.allSettled(this.writes);
    const file = await this.file.catch(() => undefined);
    await file?.close();
  }

  private async write(line: string): Promise<void> {
    const file = await this.file;
    await file.appendFile(`${line}\n`);
    await file.datasync();
  }
}

/** Says whether a file of the folder is a segment, by its name. */
export function isSegment(name: string): boolean {
  return name.endsWith(SUFFIX);
}

/** Says whose segment a file is and when it was started, by the file's name. */
export function parseSegmentName(name: string): { owner: SegmentOwner; startedMs: number } {
  const [host = '', pid = '', startedMs] = name.split('.');
  return { owner: { host, pid }, startedMs: Number(startedMs) };
}

/** Returns the host as a segment's name can hold it. */
export function ownerOf(host: string, pid: number): SegmentOwner {
  return { host: host.replace(/[^\w-]/g, '-'), pid: String(pid) };
}

/** Creates the file and syncs its folder. Without the sync a crash could lose the file's name and with it the events. */
async function createFile(folder: string, name: string): Promise<FileHandle> {
  const firstMade = await mkdir(folder, { recursive: true });
  const file = await open(join(folder, name), 'a', 0o600);
  try {
    await syncFolder(folder);
    if (firstMade) await syncFolder(dirname(firstMade));
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
