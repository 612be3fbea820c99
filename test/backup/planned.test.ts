import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { dataFolder, type Ringtrail, startRingtrail } from '../support/ringtrail.ts';

type Backups = {
  folder: string | null;
  isRunning: boolean;
  last: { failure: string | null; endedAt: string } | null;
  data: { name: string; at: string; bytes: number }[];
};

let folder: string;
let dataDir: string;
let ringtrail: Ringtrail;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rt-planned-'));
  dataDir = await dataFolder();
  // Back-ups of the time before, and one that a kill has left half done.
  for (const day of ['01', '02'])
    await writeFile(join(folder, `ringtrail-202601${day}T000000Z.tar.gz`), 'old');
  await writeFile(join(folder, '.ringtrail-20260103T000000Z.tar.gz.partial'), '');
  await writeFile(join(folder, 'holiday.jpg'), 'of somebody else');
  ringtrail = await startRingtrail({ dataDir, env: { BACKUP_TO: folder, BACKUP_KEEP: '2' } });
});
afterAll(async () => {
  await ringtrail.stop();
  await rm(folder, { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
});

const read = async () => (await ringtrail.api<Backups>('GET', '/v1/backups')).body;

/** Lets a worker make one, and returns the state after it. */
async function makeNow(): Promise<Backups> {
  const { last } = await read();
  expect((await ringtrail.api('POST', '/v1/backups')).status).toBe(202);
  return eventually(async () => {
    const now = await read();
    return !now.isRunning && now.last && now.last.endedAt !== last?.endedAt && now;
  });
}

describe('back-ups by schedule', () => {
  it('begin with the start, keep the newest, and leave other files alone', async () => {
    const { data, last } = await eventually(async () => {
      const now = await read();
      return now.last && now;
    });
    expect(last).toMatchObject({ failure: null });
    expect(data.map(({ name }) => name).slice(1)).toEqual(['ringtrail-20260102T000000Z.tar.gz']);
    const [made] = data;
    expect(made?.bytes).toBe((await stat(join(folder, made?.name ?? ''))).size);
    expect((await readdir(folder)).toSorted()).toEqual(
      ['holiday.jpg', ...data.map(({ name }) => name)].toSorted(),
    );
  });

  it('are made at once on request, and counted', async () => {
    const { data } = await makeNow();
    expect(data).toHaveLength(2);
    expect((await ringtrail.api('GET', '/metrics')).text).toMatch(
      /ringtrail_backups_total\{result="made"\} [12]/,
    );
  });
});

it('a back-up that fails is shown with its remedy and logged, and the earlier ones stay', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'rt-file-'));
  const file = join(elsewhere, 'file');
  await writeFile(file, '');
  await chmod(file, 0o600);
  const other = await startRingtrail({ env: { BACKUP_TO: file, LOG_LEVEL: 'error' } });
  const { body } = await eventually(async () => {
    const answer = await other.api<Backups>('GET', '/v1/backups');
    return answer.body.last && answer;
  });
  expect(body.last?.failure).toContain('A file is where');
  await expect.poll(() => other.output()).toContain('the back-up failed');
  await other.stop();
  await rm(elsewhere, { recursive: true });
});

it('without BACKUP_TO nothing is made, and a request says what to set', async () => {
  const other = await startRingtrail();
  expect((await other.api<Backups>('GET', '/v1/backups')).body).toMatchObject({ folder: null, data: [] });
  const refused = await other.api('POST', '/v1/backups');
  expect(refused).toMatchObject({ status: 400, text: expect.stringContaining('BACKUP_TO is not set') });
  await other.stop();
});
