import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, call } from '../../test/support/examples.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/port.ts';
import { Annotations } from './annotations.ts';

let store: Store;
let qualified: string[];
let annotations: Annotations;

beforeEach(async () => {
  store = await openStore('sqlite::memory:');
  await store.calls.save(call('call_1', 0));
  qualified = [];
  annotations = new Annotations({
    store,
    onQualified: async (id) => qualified.push(id),
    now: () => at(60),
  });
});
afterEach(() => store.close());

const saved = async () => (await store.annotations.of(['call_1'])).get('call_1');

describe('annotations of a call', () => {
  it('keep the members of a qualification that a later one does not name', async () => {
    await annotations.qualify('call_1', { qualified: true, value: 10, currency: 'EUR' });
    await annotations.qualify('call_1', { value: 12 });
    expect((await saved())?.qualification).toEqual({
      ...{ qualified: true, spam: false, value: 12, currency: 'EUR' },
      at: at(60).toISOString(),
    });
  });

  it('have the deliveries reconsidered after a qualification, and after nothing else', async () => {
    await annotations.addNote('call_1', 'Wants a quote');
    await annotations.setTags('call_1', ['roof']);
    expect(qualified).toEqual([]);
    await annotations.qualify('call_1', { spam: true });
    expect(qualified).toEqual(['call_1']);
  });

  it('add notes and replace tags', async () => {
    await annotations.addNote('call_1', 'First');
    await annotations.addNote('call_1', 'Second');
    await annotations.setTags('call_1', ['roof', 'new']);
    await annotations.setTags('call_1', ['roof']);
    expect(await saved()).toMatchObject({ tags: ['roof'], notes: [{ text: 'First' }, { text: 'Second' }] });
  });

  it('are refused for a call that does not exist, and change nothing', async () => {
    await expect(annotations.qualify('call_2', { spam: true })).rejects.toMatchObject({ code: 'not_found' });
    await expect(annotations.addNote('call_2', 'x')).rejects.toMatchObject({ code: 'not_found' });
    await expect(annotations.setTags('call_2', [])).rejects.toMatchObject({ code: 'not_found' });
    expect(qualified).toEqual([]);
    expect((await store.annotations.of(['call_2'])).size).toBe(0);
  });
});
