/** `ringtrail store copy`, as a person runs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DatabaseSync } from '@photostructure/sqlite';
import mongoose from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dimensionsOf } from '../../src/domain/report.ts';
import { openStore } from '../../src/store/open.ts';
import { TABLES } from '../../src/store/port.ts';
import { copyStore } from '../../src/store/transfer/copy-store.ts';
import { ensureBuild } from '../support/build.ts';
import { apiKey, attribution, call } from '../support/examples.ts';
import { answersOf, fillStore } from '../support/full-store.ts';
import { startMongo } from '../support/mongo.ts';
import { releaseClosedFiles } from '../support/sqlite.ts';

const dist = (path: string) => new URL(`../../dist/src/${path}`, import.meta.url).href;
/** Tables and collections of one store alone, and those that derive from others. */
const OTHERS = ['callFacets', 'callResults', 'reportDays', 'schema'];
const CALLS = 2100;

const mongo = await startMongo();
const folder = await mkdtemp(join(tmpdir(), 'rt-store-copy-'));
const file = (name: string) => join(folder, `${name}.db`);
const first = `sqlite:${file('first')}`;
let answers: unknown;
let hash: string;

const hashIn = (out: string) => /^The copy is the same\. Its hash is ([0-9a-f]{64})$/m.exec(out)?.[1];

beforeAll(async () => {
  await ensureBuild();
  if (mongo.missing) return;
  const store = await openStore(first);
  await fillStore(store);
  const more = Array.from({ length: CALLS }, (_, i) => store.calls.save(call(`more_${i}`, 1000 + i)));
  await Promise.all(more);
  answers = await answersOf(store);
  await store.close();
  await keyIn(file('other'));
});
afterAll(async () => {
  await mongo.stop();
  await rm(folder, { recursive: true });
});

/** Runs a script in a process of its own. */
async function runScript(script: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = [text(child.stdout), text(child.stderr)];
  const [code, signal] = await once(child, 'exit');
  return { code, signal, out: await out, err: await err };
}

/** Runs `ringtrail store` with these arguments. */
const runStore = (...args: string[]) =>
  runScript(`import { main } from '${dist('store-copy.js')}'; await main(${JSON.stringify(args)});`);
const copy = (from: string, to: string) => runStore('copy', '--from', from, '--to', to);

/** Copies in a process that kills itself in the middle of the calls. */
async function copyAndDie(from: string, to: string): Promise<void> {
  const outcome = await runScript(`
    import { copyStore } from '${dist('store/transfer/copy-store.js')}';
    let pages = 0;
    const onCopied = (table) => table === 'calls' && ++pages === 2 && process.kill(process.pid, 'SIGKILL');
    await copyStore('${from}', '${to}', { onBegin() {}, onRead() {}, onCopied });`);
  expect(outcome).toMatchObject({ signal: 'SIGKILL', err: '' });
}

describe.skipIf(mongo.missing)(`a copy of a store${mongo.missing ? ` (${mongo.missing})` : ''}`, () => {
  const [second, third] = mongo.missing ? ['', ''] : [mongo.url('second'), `sqlite:${file('third')}`];

  it('continues after a SIGKILL. Until it has ended no program opens it', async () => {
    await copyAndDie(first, second);
    await expect(openStore(second)).rejects.toThrow('is a copy of another store that has not ended');
    const program = `import { main } from '${dist('fallback-export.js')}';`;
    const start = await runScript(`${program} await main(['--to', '/x', '--url', 'https://x.example'])`, {
      STORE_URL: second,
    });
    expect(start).toMatchObject({ code: 1, out: '' });
    expect(start.err).toMatch(/^The database second is a copy .+ Run `ringtrail store copy` again.+\n$/);
    const other = await copy(`sqlite:${file('other')}`, second);
    expect(other).toMatchObject({ code: 1, out: '' });
    expect(other.err).toContain(`The target is the unfinished copy of another store, ${first}.`);
    const there = await copy(first, second);
    expect(there).toMatchObject({ code: 0, err: '' });
    for (const table of TABLES)
      expect(there.out).toMatch(new RegExp(`^${table} +[1-9][0-9,]* +[0-9a-f]{12} +same$`, 'm'));
    hash = hashIn(there.out) ?? '';
  });

  it('is the same by way of MongoDB, has no table forgotten, and continues its feed', async () => {
    const back = await copy(second, third);
    expect(back).toMatchObject({ code: 0, err: '' });
    expect(hashIn(back.out)).toBe(hash);

    for (const url of [second, third]) {
      const store = await openStore(url);
      expect(await answersOf(store)).toEqual(answers);
      const end = await store.attributions.end();
      await store.attributions.add(attribution('attr_new'));
      expect((await store.attributions.feed({ limit: 9, after: end })).data).toMatchObject([
        { id: 'attr_new' },
      ]);
      const added = { ...dimensionsOf(attribution('x', { source: 'new' })), usedAt: new Date(0) };
      expect([...(await store.reports.addDimensions([added])).values()], 'an expired number').toEqual([4]);
      await store.close();
    }
    for (const names of [await tablesOf(file('third')), await collectionsOf(second)])
      expect(names.toSorted()).toEqual(
        [...TABLES, ...OTHERS.filter((one) => names.includes(one))].toSorted(),
      );
  });

  it('is compared record by record: a change of one fails it, and it is no store then', async () => {
    const target = `sqlite:${file('changed')}`;
    await copyAndDie(first, target);
    change(`json_set(document, '$.name', 'Another')`);
    const different = await copy(first, target);
    expect(different.code).toBe(1);
    expect(different.out).toMatch(/^sites +1 +[0-9a-f]{12} +differs$/m);
    expect(different.out.match(/ same$/gm)).toHaveLength(TABLES.length - 1);
    expect(different.err).toContain('The copy differs in sites:');
    expect((await copy(first, target)).code).toBe(1);
    change(`json_set(document, '$.name', 'Site site_1')`);
    expect(hashIn((await copy(first, target)).out)).toBe(hash);
  });
});

function change(document: string): void {
  const database = new DatabaseSync(file('changed'));
  database.exec(`UPDATE sites SET document = ${document}`);
  database.close();
}

describe('a copy that cannot be', () => {
  const watch = { onBegin() {}, onCopied() {}, onRead() {} };

  beforeAll(async () => {
    const foreign = new DatabaseSync(file('foreign'));
    foreign.exec('CREATE TABLE other (id)');
    foreign.close();
    for (const name of ['full', 'full-2']) await keyIn(file(name));
  });
  beforeEach(releaseClosedFiles);

  it.each([
    [
      'an unknown scheme',
      'postgres://me:secret@host/db',
      'sqlite:/x.db',
      /^Name each store as "sqlite:<file>" or/,
    ],
    ['a store in memory', 'sqlite::memory:', 'sqlite:/x.db', /^Name each store as/],
    [
      'one store twice',
      `sqlite:${folder}/x.db`,
      `sqlite:${folder}/./x.db`,
      /^Both URLs name the same store\.$/,
    ],
    ['one MongoDB twice', 'mongodb://a:b@h/s', 'mongodb://h/s?w=1', /^Both URLs name the same store\.$/],
    ['no store', `sqlite:${folder}/none.db`, `sqlite:${folder}/x.db`, /^There is no store at .*none\.db\.$/],
    ['no server', 'mongodb://127.0.0.1:1/s', `sqlite:${folder}/x.db`, /^MongoDB does not answer: .+/],
    [
      'a file of another program',
      `sqlite:${folder}/foreign.db`,
      `sqlite:${folder}/x.db`,
      /not those of Ringtrail\./,
    ],
    [
      'a folder that is a file',
      `sqlite:${folder}/full.db`,
      `sqlite:${folder}/full.db/x/y.db`,
      /x cannot be made \(ENOTDIR\)\.$/,
    ],
    [
      'records in the target',
      `sqlite:${folder}/full.db`,
      `sqlite:${folder}/full-2.db`,
      /^The target has records already, in keys\./,
    ],
  ])('is refused with a sentence: %s', (_, from, to, sentence) =>
    expect(copyStore(from, to, watch)).rejects.toThrow(sentence),
  );

  it('is refused while another process uses the file', async () => {
    await keyIn(file('used'));
    const user = new DatabaseSync(file('used'));
    user.exec('SELECT id FROM keys');
    const refused = copyStore(`sqlite:${file('used')}`, `sqlite:${file('new')}`, watch);
    await expect(refused).rejects.toThrow(`Another process uses ${file('used')}. Stop Ringtrail`);
    user.close();
  });

  it('is refused by its help when an option is missing or wrong', async () => {
    for (const args of [['move'], ['copy', '--from', first]]) {
      const { code, out, err } = await runStore(...args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain('ringtrail store copy --from sqlite:');
    }
    const command = `import { main } from '${new URL('../tools/ringtrail.js', dist(''))}';`;
    const { code, err } = await runScript(`${command} await main(['store', 'copy', '--form', 'x']);`);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("Unknown option '--form'") });
  });
});

/** Makes a file with a key, and without a lock of this process. */
async function keyIn(path: string): Promise<void> {
  const store = await openStore(`sqlite:${path}`);
  await store.keys.add(apiKey('key_1', 'd1'));
  await store.close();
  await releaseClosedFiles();
}

async function tablesOf(path: string): Promise<string[]> {
  const database = new DatabaseSync(path, { readOnly: true });
  const tables = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`;
  const rows = database.prepare(tables).all() as { name: string }[];
  database.close();
  return rows.map(({ name }) => name);
}

async function collectionsOf(url: string): Promise<string[]> {
  const connection = await mongoose.createConnection(url).asPromise();
  const names = (await connection.listCollections()).map(({ name }) => name);
  await connection.close();
  return names;
}
