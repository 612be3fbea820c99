import { describe, expect, it } from 'vitest';
import { Reach } from '../domain/reach.ts';
import { createSeal } from '../infra/seal.ts';
import { BadCursor } from '../store/port.ts';
import { Cursors } from './cursors.ts';

const cursors = new Cursors(createSeal(['a word of the test']));
const bound = new Reach(['prov_1']);

describe('a cursor of the feed', () => {
  it('is shown as it is to a sender of the whole installation', () => {
    expect(cursors.show('41', Reach.whole)).toBe('41');
    expect(cursors.read('41', Reach.whole)).toBe('41');
  });

  it('is sealed for a bound sender, each time as another text of one length', () => {
    const shown = ['1', '1', '999999999999'].map((cursor) => cursors.show(cursor, bound));
    expect(new Set(shown).size).toBe(3);
    expect(new Set(shown.map(({ length }) => length)).size).toBe(1);
    expect(shown.map((text) => Number(cursors.read(text, bound)))).toEqual([1, 1, 999999999999]);
    expect(Number(cursors.read(shown[2] ?? '', Reach.whole))).toBe(999999999999);
  });

  it.each(['41', '0', 'v1.', 'next', ''])('is not read from %j for a bound sender', (text) => {
    expect(() => cursors.read(text, bound)).toThrow(BadCursor);
  });

  it('of another installation is not read', () => {
    const others = new Cursors(createSeal(['another word']));
    expect(() => cursors.read(others.show('1', bound), Reach.whole)).toThrow(BadCursor);
  });
});
