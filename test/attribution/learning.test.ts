import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callOf, fillHistory, NUMBERS, PROVIDER, siteDirectory } from '../../bench/attribution/history.ts';
import { createAttributor } from '../../src/attribution/attributor.ts';
import { createFitter, MIN_FIT_CALLS } from '../../src/attribution/fitter.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/port.ts';

let store: Store;
let clock: Date;
let calls = 0;

beforeEach(async () => {
  store = await openStore('sqlite::memory:');
  await fillHistory(store, 5);
  clock = new Date(callOf(0).at.getTime() + 1000);
  calls = 0;
});
afterEach(() => store.close());

const directory = {
  ...siteDirectory,
  all: (kind: string) => (kind === 'pools' ? [{ id: 'pool_bench', provider: PROVIDER }] : [{ id: PROVIDER }]),
  numbersOf: () => NUMBERS.map((number) => ({ number, pinned: null })),
} as unknown as Parameters<typeof createFitter>[0]['directory'] & typeof siteDirectory;

function learn() {
  const fitter = createFitter({ store, directory, drain: async () => undefined, now: () => clock });
  return fitter.learn(PROVIDER);
}

/** Adds calls that end within the last second before the clock. */
async function moreCalls(count: number): Promise<void> {
  for (let i = 0; i < count; i++, calls++) {
    const at = new Date(clock.getTime() - 1000 + i);
    await store.calls.save({ ...callOf(calls), at });
  }
}

describe('the hazards of a provider', () => {
  it('are fitted from 300 calls on, and again after 50 more', async () => {
    await moreCalls(MIN_FIT_CALLS - 1);
    expect(await learn(), 'too few').toBeNull();
    await moreCalls(1);
    expect(await learn()).toMatchObject({ version: 1, calls: MIN_FIT_CALLS, numbers: 100, showings: 500 });
    expect(await learn(), 'nothing new').toBeNull();
    clock = new Date(clock.getTime() + 60_000);
    await moreCalls(49);
    expect(await learn(), 'hardly more').toBeNull();
    await moreCalls(1);
    expect(await learn()).toMatchObject({ version: 2, calls: MIN_FIT_CALLS + 50 });
    expect((await store.fits.latest(PROVIDER))?.version).toBe(2);
  });

  it('are named in the attributions that use them, which are provisional before', async () => {
    const attribute = (n: number) =>
      createAttributor({ store, directory, drain: async () => undefined, now: () => clock }).attributionOf(
        callOf(n),
      );
    expect(await attribute(1)).toMatchObject({ hazards: null, provisional: true });
    await moreCalls(MIN_FIT_CALLS);
    await learn();
    const learnt = await attribute(1);
    expect(learnt).toMatchObject({ hazards: 1, provisional: false });
    expect(learnt.evidence.join(' ')).not.toContain('provisional');
  });
});
