import mongoose from 'mongoose';
import { afterAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { StoreUnavailable } from '../../src/store/port.ts';
import { apiKey, attribution, entry, received } from '../support/examples.ts';
import { startMongo } from '../support/mongo.ts';
import { storeContract } from './contract/suite.ts';

const mongo = await startMongo();
let databases = 0;

describe.skipIf(mongo.missing)(mongo.missing ? `without MongoDB (${mongo.missing})` : 'on a mongod', () => {
  afterAll(() => mongo.stop());

  storeContract({
    name: 'MongoDB',
    async create() {
      const url = mongo.url(`store_${++databases}`);
      return { open: () => openStore(url), destroy: () => drop(url) };
    },
    openNowhere: () => openStore('mongodb://127.0.0.1:1/store'),
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

async function drop(url: string): Promise<void> {
  const connection = await mongoose.createConnection(url).asPromise();
  await connection.dropDatabase();
  await connection.close();
}
