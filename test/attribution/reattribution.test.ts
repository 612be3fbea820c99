import { beforeEach, describe, expect, it } from 'vitest';
import { createReattributor } from '../../src/attribution/reattributor.ts';
import type { Call } from '../../src/domain/call.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/port.ts';
import { at, attribution, call, reattribution } from '../support/examples.ts';

/** More calls than one page. The progress is stored after each page. */
const CALLS = 150;
const JOB = { v: 1, reattribution: 'reat_1' } as const;

let store: Store;
beforeEach(async () => {
  store = await openStore('sqlite::memory:');
  for (let i = 0; i < CALLS; i++) {
    await store.calls.save(call(`call_${i}`, i));
    await store.attributions.add(attribution(`attr_${i}`, { call: `call_${i}`, at: at(i) }));
  }
  const period = { since: at(0).toISOString(), until: at(CALLS).toISOString() };
  await store.reattributions.add({ ...reattribution('reat_1'), ...period });
  return () => store.close();
});

/**
 * Makes a reattributor whose rules attribute every call to another session.
 * @param dieAfter it fails after this many calls
 */
function reattributor(dieAfter = Number.POSITIVE_INFINITY) {
  let left = dieAfter;
  const attributionOf = async ({ id, at: time }: Call) => {
    if (left-- <= 0) throw new Error('died');
    return attribution(`attr ${id}`, { call: id, at: time, source: 'bing', madeAt: at(200).toISOString() });
  };
  return createReattributor({
    store,
    attributor: { attributionOf },
    drain: async () => undefined,
    now: () => at(300),
  });
}

const progress = () => store.reattributions.get('reat_1');

describe('a reattribution', () => {
  it('counts each call once although its worker died in between', async () => {
    await expect(reattributor(130)(JOB)).rejects.toThrow('died');
    expect(await progress()).toMatchObject({ state: 'running', done: 100, changed: 100 });
    await reattributor()(JOB);
    expect(await progress()).toMatchObject({ state: 'done', done: CALLS, changed: CALLS, kept: 0 });
    expect((await store.attributions.feed({ limit: 1000 })).data).toHaveLength(2 * CALLS);
  });

  it('ends when the last processed call expired meanwhile', async () => {
    await expect(reattributor(130)(JOB)).rejects.toThrow('died');
    await store.calls.expire(await store.calls.expired('prov_1', at(90), 1000));
    while ((await store.attributions.expire('prov_1', at(90), 1000)) > 0);
    await reattributor()(JOB);
    expect(await progress()).toMatchObject({ state: 'done', done: 100, changed: 100 });
  });
});
