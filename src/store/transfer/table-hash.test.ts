import { expect, it } from 'vitest';
import { canonicalJson, storeHash, tableHasher } from './table-hash.ts';

function hashOf(...rows: Record<string, unknown>[]) {
  const hasher = tableHasher();
  for (const row of rows) hasher.add(row);
  return hasher.result();
}

it('a table has the same hash in any order of its rows and members', () => {
  const [one, other] = [
    hashOf({ id: 1, of: { a: 1, b: [2, 1] } }, { id: 2 }),
    hashOf({ id: 2 }, { of: { b: [2, 1], a: 1 }, id: 1 }),
  ];
  expect(one).toEqual(other);
  expect(one).toEqual({ records: 2, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

it.each([
  ['another value', [{ id: 1, n: '1' }, { id: 2 }]],
  [
    'a member of null',
    [
      { id: 1, n: 1 },
      { id: 2, n: null },
    ],
  ],
  ['a member of another name', [{ id: 1, m: 1 }, { id: 2 }]],
  ['another order of a list', [{ id: 1, n: [1, 2] }, { id: 2 }]],
  ['members of another row', [{ id: 1 }, { id: 2, n: 1 }]],
  ['a row less', [{ id: 1, n: 1 }]],
])('a table with %s has another hash', (_, rows) => {
  expect(hashOf(...rows).hash).not.toBe(hashOf({ id: 1, n: 1 }, { id: 2 }).hash);
});

it('a store has another hash when two tables change places', () => {
  const [one, other] = [hashOf({ id: 1 }), hashOf({ id: 2 })];
  const store = (first: typeof one, second: typeof one) =>
    storeHash([
      { table: 'calls', ...first },
      { table: 'events', ...second },
    ]);
  expect(store(one, other)).not.toBe(store(other, one));
});

it('half of a surrogate pair counts as the character that a database of UTF-8 holds for it', () => {
  expect(canonicalJson({ '\ud83d': ['a\ude00', '😀'] })).toBe(canonicalJson({ '\ufffd': ['a\ufffd', '😀'] }));
});
