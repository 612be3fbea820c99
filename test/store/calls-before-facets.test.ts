import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import mongoose from 'mongoose';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { attribution, call } from '../support/examples.ts';
import { unpackFormerFolder } from '../support/former-folder.ts';
import { startMongo } from '../support/mongo.ts';

let folder = '';
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('calls from before they had facets', () => {
  it('are found by their attribution, outcome and annotation in a file of version 0.1.0', async () => {
    folder = await unpackFormerFolder('0.1.0.tar.gz');
    const path = join(folder, 'ringtrail.db');
    const database = new DatabaseSync(path);
    const missed = call('call_missed', 0, { outcome: 'missed', from: '+12025550123' });
    const addCall = database.prepare('INSERT INTO calls (id, document, eventCount) VALUES (?, ?, 1)');
    addCall.run(missed.id, JSON.stringify(missed));
    const tags = JSON.stringify({ tags: ['roof'], notes: [], qualification: null });
    database.prepare('INSERT INTO annotations (call, document) VALUES (?, ?)').run(missed.id, tags);
    database.close();

    const { calls, attributions, callResults, close } = await openStore(`sqlite:${path}`);
    const all = await calls.list({ limit: 100 });
    const expected: string[] = [];
    for (const { id } of all) if ((await attributions.ofCall(id))?.source === 'google') expected.push(id);
    expect(expected.length).toBeGreaterThan(0);
    expect((await calls.list({ limit: 9 }, { source: 'google' })).map(({ id }) => id)).toEqual(expected);
    expect(await calls.list({ limit: 9 }, { outcome: 'answered' })).toHaveLength(all.length - 1);
    const found = await calls.list({ limit: 9 }, { tag: 'roof', returned: false });
    expect(found.map(({ id }) => id)).toEqual(['call_missed']);
    const result = { qualified: true, value: 1250, currency: 'EUR', values: { source: 'google' } };
    expect(await callResults.list({}, 9)).toMatchObject([result]);
    expect(await calls.count({ qualified: true })).toBe(1);
    await close();
  });
});

const mongo = await startMongo();

describe.skipIf(mongo.missing)(`calls of an earlier version in MongoDB${mongo.missing}`, () => {
  afterAll(() => mongo.stop());

  it('are found by their attribution and outcome', async () => {
    const url = mongo.url('facets');
    const before = await openStore(url);
    for (let i = 0; i < 450; i++) await before.calls.save(call(`call_${i}`, i, { outcome: 'missed' }));
    await before.attributions.add(attribution('1', { call: 'call_7' }));
    await before.close();
    const former = await mongoose.createConnection(url).asPromise();
    await former
      .collection('calls')
      .updateMany({}, { $unset: { facets: 1, value: 1, facetsVersion: 1, facetsForm: 1 } });
    await former.close();

    const stores = await Promise.all([openStore(url), openStore(url)]);
    for (const { calls } of stores) {
      expect(await calls.list({ limit: 1000 }, { outcome: 'missed' })).toHaveLength(450);
      expect(await calls.list({ limit: 9 }, { source: 'google' })).toMatchObject([{ id: 'call_7' }]);
    }
    await Promise.all(stores.map((store) => store.close()));
  });
});
