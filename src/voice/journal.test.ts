import { spawnSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallEventJob } from './jobs.ts';
import { type Journal, openJournal } from './journal.ts';

let folder: string;
let journal: Journal;
let unreadable: string[] = [];
let nowMs = Date.parse('2026-03-01T12:00:00Z');
const now = () => new Date(nowMs);

beforeEach(async () => {
  unreadable = [];
  folder = await mkdtemp(join(tmpdir(), 'rt-journal-'));
  journal = openJournal(folder, { now, onUnreadable: (file) => unreadable.push(file) });
});
afterEach(async () => {
  await journal.close();
  await rm(folder, { recursive: true });
});

const job = (id: string): CallEventJob => ({
  v: 1,
  event: {
    type: 'closed',
    carrier: 'twilio',
    carrierCallId: id,
    name: 'closed',
    at: '2026-03-01T12:00:00.000Z',
  },
});

/** Collects the call ids of replayed events. */
function sink() {
  const ids: string[] = [];
  return {
    ids,
    take: async ({ event }: CallEventJob) => {
      ids.push(event.carrierCallId);
    },
  };
}

describe('the journal', () => {
  it('replays events in their order, once', async () => {
    for (const id of ['CA1', 'CA2', 'CA3']) await journal.append(job(id));
    const { ids, take } = sink();
    expect(await journal.replay(take)).toBe(3);
    expect(ids).toEqual(['CA1', 'CA2', 'CA3']);
    expect(await journal.replay(take)).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });

  it('replays nothing while its folder does not exist', async () => {
    await rm(folder, { recursive: true });
    expect(await journal.replay(sink().take)).toBe(0);
    await journal.append(job('CA1'));
    expect(await journal.replay(sink().take)).toBe(1);
  });

  it('repeats a replay that failed halfway, so no event is lost', async () => {
    for (const id of ['CA1', 'CA2']) await journal.append(job(id));
    const fail = async ({ event }: CallEventJob) => {
      if (event.carrierCallId === 'CA2') throw new Error('the queue is away');
    };
    await expect(journal.replay(fail)).rejects.toThrow('the queue is away');
    await journal.append(job('CA3'));
    const { ids, take } = sink();
    await journal.replay(take);
    expect(ids.toSorted()).toEqual(['CA1', 'CA2', 'CA3']);
  });

  it('loses no event that is appended during a replay, nor any of 50 appended at once', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, i) => journal.append(job(`CA${i}`))));
    const { ids, take } = sink();
    const replaying = journal.replay(take);
    await Promise.all(Array.from({ length: 50 }, (_, i) => journal.append(job(`CB${i}`))));
    await replaying;
    await journal.replay(take);
    expect(new Set(ids).size).toBe(100);
  });

  it('loses no event while five writers and the replay run all the time', async () => {
    const { ids, take } = sink();
    const taken: string[] = [];
    let isWriting = true;
    const write = async (writer: number) => {
      for (let i = 0; i < 200; i++) {
        await journal.append(job(`CA${writer}-${i}`));
        taken.push(`CA${writer}-${i}`);
        if (i % 7 === writer) await new Promise(setImmediate);
      }
    };
    const replayAll = async () => {
      let replays = 0;
      for (; isWriting; replays++) {
        await journal.replay(take);
        await new Promise(setImmediate);
      }
      return replays;
    };
    const replaying = replayAll();
    await Promise.all([0, 1, 2, 3, 4].map(write));
    isWriting = false;
    expect(await replaying).toBeGreaterThan(2);
    await journal.replay(take);
    expect(ids.toSorted()).toEqual(taken.toSorted());
    expect(await readdir(folder)).toEqual([]);
  });

  const nameOf = (pid: number, startedMs = nowMs, serial = 0) =>
    join(folder, `${hostname().replace(/[^\w-]/g, '-')}.${pid}.${startedMs}.${serial}.waiting`);

  it('replays the segment of an ended process, and leaves that of a running one', async () => {
    const dead = spawnSync(process.execPath, ['--version']).pid;
    await writeFile(nameOf(dead), `${JSON.stringify(job('CA-dead'))}\n`);
    await writeFile(nameOf(process.ppid), `${JSON.stringify(job('CA-living'))}\n`);
    const { ids, take } = sink();
    await journal.replay(take);
    expect(ids).toEqual(['CA-dead']);
    await rename(nameOf(process.ppid), nameOf(dead));
    await journal.replay(take);
    expect(ids).toEqual(['CA-dead', 'CA-living']);
  });

  it('replays a segment whose process id belongs to another living process by now', async () => {
    const old = [nowMs - 120_000, nowMs + 3_600_000];
    for (const startedMs of old)
      await writeFile(nameOf(process.ppid, startedMs), `${JSON.stringify(job(`CA${startedMs}`))}\n`);
    const { ids, take } = sink();
    expect(await journal.replay(take)).toBe(2);
    expect(ids.toSorted()).toEqual(old.map((startedMs) => `CA${startedMs}`).toSorted());
  });

  it.each(['null', '{}', '{"v":1,"event":{"type":"closed"}}', '{"v":9}', 'not JSON', '\u0000'])(
    'sets an entry aside that cannot be read, and replays all others: %j',
    async (entry) => {
      const lines = [JSON.stringify(job('CA1')), entry, JSON.stringify(job('CA2')), ''];
      await writeFile(nameOf(process.pid), lines.join('\n'));
      await writeFile(nameOf(process.pid, nowMs, 1), `${JSON.stringify(job('CA3'))}\n`);
      const { ids, take } = sink();
      expect(await journal.replay(take)).toBe(3);
      expect(ids).toEqual(['CA1', 'CA2', 'CA3']);
      expect(unreadable).toEqual([join(folder, 'unreadable')]);
      expect(await readFile(join(folder, 'unreadable'), 'utf8')).toBe(`${entry}\n`);
      expect(await readdir(folder)).toEqual(['unreadable']);
    },
  );

  it('replays the files after one that cannot be read or delivered', async () => {
    await mkdir(nameOf(process.pid));
    await writeFile(nameOf(process.pid, nowMs, 1), `${JSON.stringify(job('CA1'))}\n`);
    await writeFile(nameOf(process.pid, nowMs, 2), `${JSON.stringify(job('CA2'))}\n`);
    const ids: string[] = [];
    const replaying = journal.replay(async ({ event }) => {
      if (event.carrierCallId === 'CA1') throw new Error('refused');
      ids.push(event.carrierCallId);
    });
    await expect(replaying).rejects.toThrow();
    expect(ids).toEqual(['CA2']);
  });

  it('replays a segment of another host only when its process appends to it no longer', async () => {
    const other = openJournal(folder, { now, onUnreadable: () => undefined, host: 'other.example' });
    const { ids, take } = sink();
    await other.append(job('CA1'));
    nowMs += 30_000;
    await other.append(job('CA2'));
    expect(await journal.replay(take)).toBe(0);
    nowMs += 100_000;
    expect(await journal.replay(take)).toBe(1);
    await other.append(job('CA3'));
    expect(await other.replay(take)).toBe(2);
    expect(ids).toEqual(['CA1', 'CA2', 'CA3']);
    await other.close();
  });

  it('skips a last line that a crash cut short', async () => {
    await journal.append(job('CA1'));
    await journal.append(job('CA2'));
    const [file = ''] = await readdir(folder);
    await appendFile(join(folder, file), '{"v":1,"event":{"carri');
    const { ids, take } = sink();
    expect(await journal.replay(take)).toBe(2);
    expect(ids).toEqual(['CA1', 'CA2']);
  });
});
