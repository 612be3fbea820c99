import { describe, expect, it } from 'vitest';
import { idFrom, newId, randomWord } from './ids.ts';

describe('a new identifier', () => {
  it('sorts by the time of its creation, also within a millisecond and when the clock goes back', () => {
    const now = Date.now() + 10_000;
    const times = [now, now, now, now - 5000, now, now + 1, now + 1, now + 200_000_000_000];
    const ids = times.map((time) => newId('site', new Date(time)));
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has its prefix and sixteen characters, none of which looks like another', () => {
    for (let i = 0; i < 100; i++) expect(newId('pool', new Date())).toMatch(/^pool_[0-9a-hjkmnp-tv-z]{16}$/);
  });
});

describe('an identifier from a key', () => {
  it('is the same for the same key, and differs for another key or prefix', () => {
    expect(idFrom('call', 'twilio CA1')).toBe(idFrom('call', 'twilio CA1'));
    expect(idFrom('call', 'twilio CA1')).not.toBe(idFrom('call', 'twilio CA2'));
    // The stores are full of them.
    expect(idFrom('call', 'twilio CA1')).toBe('call_crcjb1pk5wkcheb6');
    expect(idFrom('call', 'twilio CA1').slice(5)).toBe(idFrom('attr', 'twilio CA1').slice(5));
    const many = Array.from({ length: 10_000 }, (_, i) => idFrom('call', `twilio ${i}`));
    expect(new Set(many).size).toBe(many.length);
  });
});

describe('a random word', () => {
  it('has the requested length, and never repeats', () => {
    const words = Array.from({ length: 1000 }, () => randomWord(10));
    expect(words.every((word) => /^[0-9a-hjkmnp-tv-z]{10}$/.test(word))).toBe(true);
    expect(new Set(words).size).toBe(words.length);
    expect(randomWord(40)).toHaveLength(40);
  });
});
