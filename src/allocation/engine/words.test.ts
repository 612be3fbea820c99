import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { WORDS } from './words.ts';

const folder = new URL('../lua/', import.meta.url);
const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.lua'))
  .map((file) => readFileSync(new URL(file, folder), 'utf8'))
  .join('\n');

/** Words of settings that the scripts do not compare with: each is the only alternative to another word. */
const DEFAULTS = ['WITHDRAWN.paused', 'COUNTED_BY.provider', 'BOUNDARY.above'];

const words = Object.entries(WORDS).flatMap(([table, names]) =>
  Object.entries(names).map(([name, text]) => ({ word: `${table}.${name}`, text })),
);

describe('the words that TypeScript and Lua share', () => {
  it('are all used by a script', () => {
    const unused = words
      .filter(({ word }) => !new RegExp(`\\b${word}\\b`).test(scripts))
      .map(({ word }) => word);
    expect(unused).toEqual(DEFAULTS);
  });

  it('stand in no script as texts, where they are no names of fields', () => {
    const tables = /^(?:REASON|CAUSE|KIND)\./;
    const written = words.filter(({ word, text }) => tables.test(word) && scripts.includes(text));
    expect(written).toEqual([]);
  });
});
