import { expect, it } from 'vitest';
import { Reach } from '../domain/reach.ts';
import { narrowing, type Store } from './port.ts';

it.each([
  ['its own provider', 'prov_1', true],
  ['another provider', 'prov_2', false],
  ['all providers', undefined, false],
])('a reader of one provider gets the day of reports of %s: %s', async (_whose, provider, isShown) => {
  const day = { cells: new Uint8Array([1]), lists: '{}' };
  const store = { reports: { day: async () => day } } as unknown as Store;
  const { reports } = narrowing(store)(new Reach(['prov_1']));
  const key = { day: '2026-03-02', ...(provider && { provider }) };
  expect(await reports.day(key as never)).toEqual(isShown ? day : null);
});
