import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packArchive, partsOf, unpackArchive } from '../../src/backup/archive.ts';
import type { Manifest } from '../../src/backup/manifest.ts';
import { restoreBackup } from '../../src/backup/restore.ts';
import { prepareDataFolder } from '../../src/infra/data-folder.ts';
import { restoreStore } from '../../src/store/restore.ts';
import { askNumber } from '../support/allocations.ts';
import { eventually } from '../support/eventually.ts';
import { attributionOf, callsOf } from '../support/records.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { dataFolder, type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { type SetUp, setUpProvider } from '../support/setup-provider.ts';
import { dialled, newCallSid, playCall, postWebhook, VOICE } from '../support/twilio.ts';
import { runCommand, spawnCommand } from './command.ts';

const CALLERS = 6;
/** A visitor with a number and a call, both acknowledged. */
type Known = { session: string; callSid: string };

let folder: string;
let archive: string;
let dataDir: string;
let shop: SetUp;
/** The visitor whose link had ended before the back-up began, with the number that the page showed. */
let late: { session: string; number: string };
const before: Known[] = [];

/** Plays visitors with calls, until it is stopped. Calls `onKnown` after each. */
async function visit(
  ringtrail: Ringtrail,
  name: string,
  isOver: () => boolean,
  onKnown: (one: Known) => void,
) {
  for (let i = 0; !isOver(); i++) {
    const session = `${name}-${i}`;
    const { body } = await askNumber(ringtrail.api, shop, session);
    if (body.number === null) continue;
    const { callSid } = await playCall(ringtrail, { to: body.number, from: `+1312555${1000 + i}` });
    onKnown({ session, callSid });
    await leave(ringtrail, session);
  }
}

const leave = ({ api }: Ringtrail, session: string) =>
  api('POST', '/v1/hits', { key: null, body: [{ type: 'leave', site: shop.site, session }] });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rt-backup-'));
  archive = join(folder, 'ringtrail.tar.gz');
  dataDir = await dataFolder();
  const ringtrail = await startRingtrail({ dataDir });
  shop = await setUpProvider(ringtrail.api, { numbers: 400 });
  const { body } = await askNumber(ringtrail.api, shop, 'late');
  late = { session: 'late', number: body.number ?? '' };
  await leave(ringtrail, 'late');

  let hasBegun = false;
  let isOver = false;
  const load = Array.from({ length: CALLERS }, (_, i) =>
    visit(
      ringtrail,
      `visitor-${i}`,
      () => isOver,
      (one) => hasBegun || before.push(one),
    ),
  );
  await eventually(() => before.length > 20);
  hasBegun = true;
  const made = await runCommand('backup', ['--to', archive], { DATA_DIR: dataDir });
  isOver = true;
  await Promise.all(load);
  await ringtrail.stop();
  expect(made.err).not.toContain('Error');
  expect(made.code).toBe(0);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
});

/** Returns the manifest, and a folder with the parts. */
async function unpacked() {
  const to = await mkdtemp(join(folder, 'unpacked-'));
  return { to, manifest: await unpackArchive(archive, to) };
}

describe('a back-up that was made under load', () => {
  it('is one file that only its owner can read, and nothing else is left of it', async () => {
    expect((await stat(archive)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('counts the records that it holds, and names the secrets, the last links and Redis', async () => {
    const { manifest, to } = await unpacked();
    expect(manifest.parts.map(({ name }) => name)).toEqual([
      'data/links',
      'data/secrets.json',
      'redis/dump.rdb',
      'store/ringtrail.db',
    ]);
    expect(manifest.store).toMatchObject({ kind: 'sqlite', isOneMoment: true });
    const file = new DatabaseSync(join(to, 'store/ringtrail.db'), { readOnly: true });
    for (const [table, records] of Object.entries(manifest.store.records))
      expect(file.prepare(`SELECT count(*) AS n FROM "${table}"`).get()).toMatchObject({ n: records });
    file.close();
    expect(manifest.store.records.providers).toBe(1);
  });

  it('leaves no file when it is killed in the middle, and the next one removes the rest', async () => {
    const to = join(folder, 'killed.tar.gz');
    const copied = await mkdtemp(join(folder, 'stopped-'));
    await cp(dataDir, copied, { recursive: true });
    const killed = spawnCommand('backup', ['--to', to], { DATA_DIR: copied });
    await eventually(async () => (await readdir(folder)).includes('.killed.tar.gz.partial'));
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(await readdir(folder)).not.toContain('killed.tar.gz');

    const made = await runCommand('backup', ['--to', to], { DATA_DIR: copied });
    expect(made).toMatchObject({ code: 0 });
    expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual([]);
    const again = await runCommand('backup', ['--to', to], { DATA_DIR: copied });
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining('is there already') });
  });

  it('restores into another folder, where a late call finds its link and every earlier call its session', async () => {
    const restored = join(folder, 'restored');
    const outcome = await runCommand('restore', ['--from', archive, '--data-dir', restored]);
    expect(outcome).toMatchObject({ code: 0, err: '' });

    const ringtrail = await startRingtrail({ dataDir: restored });
    const callSid = newCallSid();
    const document = await playCall(ringtrail, { to: late.number, callSid, from: '+12125550199' });
    expect(dialled(document.document.text)?.number).toBe(shop.endpointNumber);
    const attribution = await attributionOf(ringtrail.api, callSid);
    expect(attribution.candidates.map(({ session }) => session)).toContain(late.session);
    for (const { session, callSid } of before) {
      const found = await attributionOf(ringtrail.api, callSid);
      expect(found.candidates.map((one) => one.session)).toContain(session);
      expect(await callsOf(ringtrail.api, callSid)).toHaveLength(1);
    }
    await ringtrail.stop();
  });

  it('restores into a Redis of its own, which must be empty', async () => {
    const redis: TestRedis = await startTestRedis();
    const restored = join(folder, 'with-redis');
    const env = { REDIS_URL: redis.url };
    await redis.client.set('somebody', 'else');
    const refused = await runCommand('restore', ['--from', archive, '--data-dir', restored], env);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('has keys') });
    expect(await readdir(restored)).not.toContain('secrets.json');

    await redis.client.flushall();
    const outcome = await runCommand('restore', ['--from', archive, '--data-dir', restored], env);
    expect(outcome).toMatchObject({ code: 0, err: '' });
    const ringtrail = await startRingtrail({ dataDir: restored, env });
    const call = { CallSid: newCallSid(), From: '+12125550198', To: late.number };
    const { text } = await postWebhook(ringtrail, VOICE, call);
    expect(dialled(text)?.number).toBe(shop.endpointNumber);
    await ringtrail.stop();
    await redis.remove();
  });
});

describe('a restore', () => {
  const options = (into: string, more: { from?: string; replace?: boolean } = {}) => ({
    ...{ from: archive, dataDir: into, redis: null, replace: false, now: () => new Date(), ...more },
    restoreStore: (from: string, copied: Manifest['store']) =>
      restoreStore(`sqlite:${join(into, 'ringtrail.db')}`, from, copied),
  });

  /** Writes a changed back-up. */
  async function changed(change: (manifest: Manifest, to: string) => unknown): Promise<string> {
    const { manifest, to } = await unpacked();
    await change(manifest, to);
    const file = join(folder, `changed-${Math.random()}.tar.gz`);
    await packArchive(to, manifest, file);
    return file;
  }

  it('refuses a folder that holds data, and moves the data aside when it is asked to', async () => {
    const into = join(folder, 'full');
    await mkdir(into);
    await writeFile(join(into, 'secrets.json'), '{}');
    await expect(restoreBackup(options(into))).rejects.toThrow('holds data');
    expect(await readFile(join(into, 'secrets.json'), 'utf8')).toBe('{}');

    await restoreBackup(options(into, { replace: true }));
    expect(await readFile(join(into, 'secrets.json'), 'utf8')).toContain('adminKey');
    const [aside = ''] = (await readdir(into)).filter((name) => name.startsWith('replaced-'));
    expect(await readFile(join(into, aside, 'secrets.json'), 'utf8')).toBe('{}');
  });

  it.each<[string, () => Promise<string>, string]>([
    [
      'a later format',
      () => changed((manifest) => Object.assign(manifest, { format: 2, version: '9.0.0' })),
      'later version',
    ],
    [
      'a part with another hash',
      () => changed(async (_, to) => await overwriteOneByte(join(to, 'store/ringtrail.db'))),
      'has another SHA-256',
    ],
    [
      'fewer records than it says',
      () => changed(({ store }) => Object.assign(store.records, { calls: 999_999 })),
      'its manifest says 999999',
    ],
    ['half of the file', async () => await cutTo(0.5), 'not a complete back-up'],
    ['a later schema', () => changed(markLater), 'later version'],
    ['a file of another kind', async () => join(dataDir, 'secrets.json'), 'not a complete back-up'],
  ])('refuses %s, and leaves an empty folder', async (_name, make, words) => {
    const from = await make();
    const into = await mkdtemp(join(folder, 'refused-'));
    await expect(restoreBackup(options(into, { from }))).rejects.toThrow(words);
    expect((await readdir(into)).filter((name) => !name.startsWith('ringtrail.lock'))).toEqual([]);
  });

  it('begins from the start after one that was killed, and nothing starts on the folder meanwhile', async () => {
    const into = join(folder, 'killed');
    // As a kill leaves it: some parts in place, others not.
    await mkdir(join(into, 'restoring', 'data'), { recursive: true });
    await writeFile(join(into, 'ringtrail.db'), 'half');
    await expect(prepareDataFolder(into)).rejects.toThrow('has not ended');
    await restoreBackup(options(into));
    await prepareDataFolder(into);
    expect(await readdir(into)).toEqual(
      expect.arrayContaining(['links', 'redis', 'ringtrail.db', 'secrets.json']),
    );
  });

  async function overwriteOneByte(path: string): Promise<void> {
    const bytes = await readFile(path);
    bytes.writeUInt8(bytes.readUInt8(4096) ^ 0xff, 4096);
    await writeFile(path, bytes);
  }

  async function cutTo(part: number): Promise<string> {
    const { size } = await stat(archive);
    const file = join(folder, `cut-${part}.tar.gz`);
    const chunks: Buffer[] = [];
    for await (const chunk of createReadStream(archive, { end: Math.floor(size * part) })) chunks.push(chunk);
    await writeFile(file, Buffer.concat(chunks));
    return file;
  }

  async function markLater(manifest: Manifest, to: string): Promise<void> {
    const file = new DatabaseSync(join(to, 'store/ringtrail.db'));
    file.exec('PRAGMA user_version = 9999');
    file.close();
    manifest.parts = await partsOf(to);
  }
});

it('an archive holds no path that leads out of its folder', async () => {
  const { manifest, to } = await unpacked();
  const file = join(folder, 'path.tar.gz');
  await packArchive(to, manifest, file);
  const text = gunzipSync(await readFile(file)).toString('latin1');
  await writeFile(file, gzipSync(Buffer.from(text.replaceAll('data/links', 'data/../xy'), 'latin1')));
  await expect(unpackArchive(file, await mkdtemp(join(folder, 'out-')))).rejects.toThrow();
});
