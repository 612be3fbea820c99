import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { unpackFormerFolder } from '../support/former-folder.ts';

let folder = '';
afterEach(() => rm(folder, { recursive: true }));

describe('a consumer of an earlier version', () => {
  it('keeps its way to Google Ads, or is about all calls as a webhook, and others stay as they are', async () => {
    folder = await unpackFormerFolder('0.1.0.tar.gz');
    const path = join(folder, 'ringtrail.db');
    const database = new DatabaseSync(path);
    const add = database.prepare('INSERT INTO consumers (id, document) VALUES (?, ?)');
    const consumers = [
      { id: 'cons_1', kind: 'google_ads', settings: { customerId: '1' }, credentials: {} },
      { id: 'cons_2', kind: 'ga4', settings: { measurementId: 'G-1' }, credentials: {} },
      { id: 'cons_3', kind: 'webhook', settings: { url: 'https://crm.example' }, credentials: {} },
      { id: 'cons_4', kind: 'slack', settings: { about: 'missed_call' }, credentials: {} },
      { id: 'cons_5', kind: 'report_mail', settings: { by: 'source' }, credentials: {} },
    ];
    for (const consumer of consumers) add.run(consumer.id, JSON.stringify(consumer));
    database.close();
    const store = await openStore(`sqlite:${path}`);
    expect(await store.consumers.get('cons_1')).toMatchObject({
      settings: { customerId: '1', api: 'click_uploads' },
    });
    expect((await store.consumers.get('cons_2'))?.settings).toEqual({ measurementId: 'G-1' });
    expect((await store.consumers.get('cons_3'))?.settings).toEqual({
      url: 'https://crm.example',
      about: null,
    });
    expect((await store.consumers.get('cons_4'))?.settings).toEqual({
      ...{ about: 'missed_call', lowMinutes: 15, failingMinutes: 15 },
    });
    expect((await store.consumers.get('cons_5'))?.settings).toEqual({ by: 'source', language: 'en' });
    await store.close();
  });
});
