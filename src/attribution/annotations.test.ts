import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, call } from '../../test/support/examples.ts';
import { RINGTRAIL } from '../domain/holder.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/port.ts';
import { Annotations } from './annotations.ts';

const CALL = call('call_1', 0);

let store: Store;
let qualified: string[];
let annotations: Annotations;

beforeEach(async () => {
  store = await openStore('sqlite::memory:');
  await store.calls.save(CALL);
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
    await annotations.qualify(RINGTRAIL, CALL, { qualified: true, value: 10, currency: 'EUR' });
    await annotations.qualify(RINGTRAIL, CALL, { value: 12 });
    expect((await saved())?.qualification).toEqual({
      ...{ qualified: true, spam: false, value: 12, currency: 'EUR' },
      at: at(60).toISOString(),
    });
  });

  it('have the deliveries reconsidered after a qualification, and after nothing else', async () => {
    await annotations.addNote(RINGTRAIL, CALL, 'Wants a quote');
    await annotations.setTags(RINGTRAIL, CALL, ['roof']);
    expect(qualified).toEqual([]);
    await annotations.qualify(RINGTRAIL, CALL, { spam: true });
    expect(qualified).toEqual(['call_1']);
  });

  it('add notes and replace tags', async () => {
    await annotations.addNote(RINGTRAIL, CALL, 'First');
    await annotations.addNote(RINGTRAIL, CALL, 'Second');
    await annotations.setTags(RINGTRAIL, CALL, ['roof', 'new']);
    await annotations.setTags(RINGTRAIL, CALL, ['roof']);
    expect(await saved()).toMatchObject({ tags: ['roof'], notes: [{ text: 'First' }, { text: 'Second' }] });
  });
});
