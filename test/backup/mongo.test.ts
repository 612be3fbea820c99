import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { restoreStore } from '../../src/store/restore.ts';
import { at, call, provider } from '../support/examples.ts';
import { startMongo } from '../support/mongo.ts';

const mongo = await startMongo();
const folder = await mkdtemp(join(tmpdir(), 'rt-copy-'));
afterAll(async () => {
  await mongo.stop();
  await rm(folder, { recursive: true });
});

describe.skipIf(mongo.missing)(`a copy of a MongoDB${mongo.missing ? ` (${mongo.missing})` : ''}`, () => {
  it('becomes the same store in an empty database, and no other', async () => {
    const store = await openStore(mongo.url('first'));
    await store.providers.add(provider('prov_1'));
    for (let i = 0; i < 1200; i++) await store.calls.save(call(`call_${i}`, i));
    const note = { text: 'Calls back', at: at(0).toISOString() };
    await store.annotations.annotate('call_7', { note });
    const copy = await store.copies.open();
    expect(copy.kind).toBe('mongodb');
    await copy.hold();
    const records = await copy.write(folder);
    await copy.close();
    expect(records).toMatchObject({ providers: 1, calls: 1200, annotations: 1 });

    const copied = { kind: copy.kind, records };
    await expect(restoreStore(mongo.url('first'), folder, copied)).rejects.toThrow('has collections');
    await expect(restoreStore(`sqlite:${folder}/x.db`, folder, copied)).rejects.toThrow(
      'names an SQLite file',
    );
    const more = { ...copied, records: { ...records, calls: 1201 } };
    await expect(restoreStore(mongo.url('second'), folder, more)).rejects.toThrow('manifest says 1201');

    // The failed attempt left documents, and its mark.
    await restoreStore(mongo.url('second'), folder, copied);
    const restored = await openStore(mongo.url('second'));
    expect(await restored.calls.list({ limit: 2000 })).toEqual(await store.calls.list({ limit: 2000 }));
    expect(await restored.annotations.of(['call_7'])).toEqual(await store.annotations.of(['call_7']));
    await store.close();
    await restored.close();
  });
});
