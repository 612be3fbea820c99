import { describe, expect, it } from 'vitest';
import { inBatches, inTurnBatches } from './batches.ts';

/** Work that records its batches. The test ends each batch. */
function heldWork() {
  const batches: { items: readonly string[]; end: () => void; fail: (error: Error) => void }[] = [];
  const work = (items: readonly string[]) =>
    new Promise<string[]>((resolve, reject) => {
      batches.push({ items, end: () => resolve(items.map((item) => item.toUpperCase())), fail: reject });
    });
  return { work, batches, sent: () => batches.map(({ items }) => items.join('')) };
}

const turns = async () => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe('inBatches', () => {
  it('the items of one turn are one batch, and those that arrive meanwhile are the next one', async () => {
    const { work, batches, sent } = heldWork();
    const add = inBatches(10, work);
    const first = ['a', 'b'].map(add);
    await turns();
    const second = ['c', 'd'].map(add);
    await turns();
    expect(sent()).toEqual(['ab']);
    batches[0]?.end();
    expect(await Promise.all(first)).toEqual(['A', 'B']);
    await turns();
    expect(sent()).toEqual(['ab', 'cd']);
    batches[1]?.end();
    expect(await Promise.all(second)).toEqual(['C', 'D']);
  });

  it('a batch holds at most maxItems, and never two items of one id', async () => {
    const { work, batches, sent } = heldWork();
    const add = inBatches(2, work, (item) => item);
    const all = Promise.all(['a', 'a', 'b', 'c'].map(add));
    for (let i = 0; i < 2; i++) {
      await turns();
      batches[i]?.end();
    }
    expect(await all).toEqual(['A', 'A', 'B', 'C']);
    expect(sent()).toEqual(['ab', 'ac']);
  });

  it('a batch that fails rejects its own items alone', async () => {
    const { work, batches } = heldWork();
    const add = inBatches(10, work);
    const first = add('a');
    await turns();
    const second = add('b');
    batches[0]?.fail(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await turns();
    batches[1]?.end();
    expect(await second).toBe('B');
  });
});

describe('inTurnBatches', () => {
  it('a batch does not wait for the one before it', async () => {
    const { work, batches, sent } = heldWork();
    const add = inTurnBatches(2, work);
    const first = ['a', 'b', 'c'].map(add);
    await turns();
    const second = add('d');
    await turns();
    expect(sent()).toEqual(['ab', 'c', 'd']);
    for (const { end } of batches.toReversed()) end();
    expect(await Promise.all([...first, second])).toEqual(['A', 'B', 'C', 'D']);
  });

  it('a batch that fails rejects its own items alone', async () => {
    const { work, batches } = heldWork();
    const add = inTurnBatches(1, work);
    const [first, second] = [add('a'), add('b')];
    await turns();
    batches[0]?.fail(new Error('away'));
    batches[1]?.end();
    await expect(first).rejects.toThrow('away');
    expect(await second).toBe('B');
  });
});
