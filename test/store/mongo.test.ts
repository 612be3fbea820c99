import mongoose from 'mongoose';
import { afterAll, describe, expect, it } from 'vitest';
import { openStore, openTransfer } from '../../src/store/open.ts';
import { type Store, StoreUnavailable } from '../../src/store/port.ts';
import { apiKey, attribution, entry, received } from '../support/examples.ts';
import { startMongo } from '../support/mongo.ts';
import type { TestDatabase } from './contract/bench.ts';
import { storeContract } from './contract/suite.ts';

const mongo = await startMongo();

describe.skipIf(mongo.missing)(mongo.missing ? `without MongoDB (${mongo.missing})` : 'on a mongod', () => {
  afterAll(() => mongo.stop());

  storeContract({
    name: 'MongoDB',
    // Most of a test's time would go into making the collections and indexes of a database of its own.
    create: async () => databaseAt(mongo.url('store')),
    createAnother: async () => databaseAt(mongo.url('another')),
    openNowhere: () => openStore('mongodb://127.0.0.1:1/store'),
  });

  it('marks a database of a version that had no schema, also when two processes open it at once', async () => {
    const url = mongo.url('unmarked');
    const before = await openStore(url);
    await before.keys.add(apiKey('key_1', 'd1'));
    await setSchema(url, null);
    const stores = await Promise.all([openStore(url), openStore(url), before]);
    expect(await stores[0].keys.get('key_1')).toEqual(apiKey('key_1', 'd1'));
    expect(await schemaOf(url)).toBe(1);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('has the reports of version 0.1.0 under their new names, and drops collections that it made again', async () => {
    const url = mongo.url('renamed');
    const former = await mongoose.createConnection(url).asPromise();
    const slot = { _id: '["prov_1","2026-03-02T09:00:00.000Z"]', provider: 'prov_1', upTo: 7, cells: '[1]' };
    const at = new Date('2026-03-02T09:00:00.000Z');
    await former.collection<{ _id: string }>('callSlots').insertOne({ ...slot, at } as never);
    await former
      .collection<{ _id: string }>('callCounts')
      .insertOne({ _id: 'reports', position: 7 } as never);
    const stores: Store[] = await Promise.all([openStore(url), openStore(url)]);
    for (const { reports } of stores) {
      expect(await reports.position()).toBe(7);
      expect(await reports.list({}, 9)).toEqual([{ provider: 'prov_1', at, upTo: 7, cells: [1] }]);
    }
    await former.collection('callSlots').insertOne({ made: 'by a process of 0.1.0' });
    stores.push(await openStore(url));
    expect(await former.listCollections().then((all) => all.map(({ name }) => name))).not.toContain(
      'callSlots',
    );
    expect(await stores[2]?.reports.list({}, 9)).toHaveLength(1);
    await Promise.all([...stores.map((store) => store.close()), former.close()]);
  });

  it('has the webhooks of earlier versions, which are about all calls, and their alerts with limits', async () => {
    const url = mongo.url('webhooks');
    const former = await mongoose.createConnection(url).asPromise();
    const webhook = { _id: 'cons_1', kind: 'webhook', settings: { url: 'https://crm.example' } };
    const alert = { _id: 'cons_2', kind: 'email', settings: { about: 'missed_call' } };
    for (const one of [webhook, alert])
      await former.collection<{ _id: string }>('consumers').insertOne({ ...one, credentials: {} } as never);
    const store = await openStore(url);
    expect((await store.consumers.get('cons_1'))?.settings).toEqual({
      url: 'https://crm.example',
      about: null,
    });
    expect((await store.consumers.get('cons_2'))?.settings).toEqual({
      ...{ about: 'missed_call', lowMinutes: 15, failingMinutes: 15 },
    });
    await Promise.all([store.close(), former.close()]);
  });

  it('refuses a document that its model does not describe, and leaves unknown members of a stored one', async () => {
    const url = mongo.url('validated');
    const store = await openStore(url);
    await expect(store.keys.add({ ...apiKey('key_1', 'd1'), scopes: 'admin' } as never)).rejects.toThrow(
      'scopes',
    );
    await store.keys.add(apiKey('key_1', 'd1'));
    await expect(
      store.keys.replace({ ...apiKey('key_1', 'd1'), createdAt: { not: 'a text' } } as never),
    ).rejects.toThrow('createdAt');
    expect(await store.keys.get('key_1')).toEqual(apiKey('key_1', 'd1'));

    const newer = await mongoose.createConnection(url).asPromise();
    const keys = newer.collection<{ _id: string }>('keys');
    await keys.updateOne({ _id: 'key_1' }, { $set: { newer: { member: 1 } } });
    const known = await store.keys.get('key_1');
    expect(known).toMatchObject({ newer: { member: 1 } });
    await store.keys.replace({ ...apiKey('key_1', 'd2') });
    expect(await keys.findOne({ _id: 'key_1' })).toMatchObject({ digest: 'd2', newer: { member: 1 } });
    await Promise.all([store.close(), newer.close()]);
  });

  it('is unavailable while its server is away', async () => {
    const server = await startMongo();
    const store = await openStore(server.url('store'));
    await store.attributions.feed({ limit: 1 });
    await server.stop();
    const refused = [
      store.ping(),
      store.keys.add(apiKey('key_1', 'd1')),
      store.keys.list({ limit: 1 }),
      store.history.apply([entry.start(0, 'link_1')]),
      store.calls.addEvent(received('CA1', 'received', 0)),
      store.attributions.add(attribution('attr_1')),
    ];
    for (const result of await Promise.allSettled(refused))
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) });
    await store.close();
  });
});

function databaseAt(url: string): TestDatabase {
  return {
    open: () => openStore(url),
    openTransfer: () => openTransfer(url),
    markNewer: () => setSchema(url, 1000),
    destroy: () => empty(url),
  };
}

type Version = { _id: string; version: number };

async function inSchema<T>(url: string, work: (versions: mongoose.mongo.Collection<Version>) => Promise<T>) {
  const connection = await mongoose.createConnection(url).asPromise();
  const versions = connection.db?.collection<Version>('schema');
  if (!versions) throw new Error('the connection is open');
  return work(versions).finally(() => connection.close());
}

/** Sets the schema of the database. null: that of a version that wrote none. */
async function setSchema(url: string, version: number | null): Promise<void> {
  await inSchema<unknown>(url, (versions) =>
    version === null
      ? versions.deleteMany()
      : versions.updateOne({ _id: 'schema' }, { $set: { version } }, { upsert: true }),
  );
}

function schemaOf(url: string): Promise<number | undefined> {
  return inSchema(url, async (versions) => (await versions.findOne())?.version);
}

async function empty(url: string): Promise<void> {
  const connection = await mongoose.createConnection(url).asPromise();
  const collections = await connection.listCollections();
  await Promise.all(collections.map(({ name }) => connection.collection(name).deleteMany({})));
  await connection.close();
}
