import { expect, it } from 'vitest';
import { createSeal, SealError } from './seal.ts';

const TEXT = JSON.stringify({ apiSecret: 'geheim-é' });
const seal = createSeal(['the first long word']);

it('a sealed text opens again and shows nothing of its content', () => {
  const [one, other] = [seal.close(TEXT, 'cons_1'), seal.close(TEXT, 'cons_1')];
  expect(one).not.toBe(other);
  expect(one).toMatch(/^v1\.[\w-]+$/);
  expect(Buffer.from(one.slice(3), 'base64url').toString('latin1')).not.toContain('apiSecret');
  expect(seal.open(one, 'cons_1')).toBe(TEXT);
});

it('each key opens, and the first key seals', () => {
  const both = createSeal(['the second long word', 'the first long word']);
  expect(both.open(seal.close(TEXT, 'cons_1'), 'cons_1')).toBe(TEXT);
  expect(createSeal(['the second long word']).open(both.close(TEXT, 'cons_1'), 'cons_1')).toBe(TEXT);
});

it('a text that was changed, cut or moved does not open, nor one of another key or version', () => {
  const sealed = seal.close(TEXT, 'cons_1');
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  for (const place of [0, 12, 15, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[place] = (changed[place] ?? 0) ^ 1;
    expect(() => seal.open(`v1.${changed.toString('base64url')}`, 'cons_1')).toThrow(SealError);
  }
  const cut = (length: number) => `v1.${bytes.subarray(0, length).toString('base64url')}`;
  for (const wrong of ['', 'v1', 'v1.', cut(20), cut(bytes.length - 1), sealed.replace('v1', 'v2')])
    expect(() => seal.open(wrong, 'cons_1'), wrong).toThrow(SealError);
  expect(() => seal.open(sealed, 'cons_2')).toThrow(SealError);
  expect(() => createSeal(['the second long word']).open(sealed, 'cons_1')).toThrow(SealError);
});

it('a text says whether the newest key sealed it', () => {
  const both = createSeal(['the second long word', 'the first long word']);
  const former = seal.close(TEXT, 'per_1');
  expect(both.isNewest(former, 'per_1')).toBe(false);
  expect(both.isNewest(both.close(TEXT, 'per_1'), 'per_1')).toBe(true);
  expect(both.isNewest(former.replace('v1', 'v2'), 'per_1')).toBe(false);
});
