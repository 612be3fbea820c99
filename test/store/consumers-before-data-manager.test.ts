import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { dataFolder } from '../support/ringtrail.ts';

let folder = '';
afterEach(() => rm(folder, { recursive: true }));

describe('a consumer of Google Ads from before there was a choice of its way', () => {
  it('keeps its way, and other consumers stay as they are', async () => {
    folder = await dataFolder();
    const path = join(folder, 'ringtrail.db');
    await (await openStore(`sqlite:${path}`)).close();
    const database = new Database(path);
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
      user_version: number;
    };
    const add = database.prepare('INSERT INTO consumers (id, document) VALUES (?, ?)');
    const consumers = [
      { id: 'cons_1', kind: 'google_ads', settings: { customerId: '1' }, credentials: {} },
      { id: 'cons_2', kind: 'ga4', settings: { measurementId: 'G-1' }, credentials: {} },
    ];
    for (const consumer of consumers) add.run(consumer.id, JSON.stringify(consumer));
    database.exec('DROP TABLE people; DROP TABLE shares; DROP TABLE credentials');
    database.exec(`PRAGMA user_version = ${version - 2}`);
    database.close();
    const store = await openStore(`sqlite:${path}`);
    expect(await store.consumers.get('cons_1')).toMatchObject({
      settings: { customerId: '1', api: 'click_uploads' },
    });
    expect((await store.consumers.get('cons_2'))?.settings).toEqual({ measurementId: 'G-1' });
    await store.close();
  });
});
