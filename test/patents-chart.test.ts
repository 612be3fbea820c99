import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const chart = readFileSync(new URL('../docs/patents.md', import.meta.url), 'utf8');

/** A file that the chart names, with a symbol in it or with the name of one of its tests. */
type Mention = { file: string; symbol?: string | undefined; test?: string | undefined };

function mentions(markdown: string): Mention[] {
  const found = markdown.matchAll(/`([\w./-]+\.(?:ts|lua|mjs))`(?:: `([^`]+)`|: "([^"]+)")?/g);
  return [...found].map(([, file = '', symbol, test]) => ({ file, symbol, test }));
}

function faultOf({ file, symbol, test }: Mention): string | null {
  if (!existsSync(root + file)) return `${file} is not there`;
  const text = readFileSync(root + file, 'utf8');
  if (symbol !== undefined && !text.includes(symbol)) return `${file} has no ${symbol}`;
  if (test !== undefined && !namesOf(text).has(test)) return `${file} has no test "${test}"`;
  return null;
}

function namesOf(text: string): Set<string> {
  // After `it(` or the end of `it.each([…])(`.
  const names = text.matchAll(/(?:\bit|\]|\))\(\s*(?:'([^'\n]+)'|"([^"\n]+)")/g);
  return new Set([...names].map(([, single, double]) => single ?? double ?? ''));
}

/** The rows of the chart's tables without their heads. */
function rows(markdown: string): string[] {
  return markdown.split('\n').filter((line) => /^\| (?!element |-)/.test(line));
}

describe('the chart of the patents', () => {
  it('names files, symbols and tests that are there', () => {
    expect(mentions(chart).length).toBeGreaterThan(50);
    expect(mentions(chart).map(faultOf).filter(Boolean)).toEqual([]);
  });

  it('has a place and a test for each element', () => {
    expect(rows(chart).length).toBeGreaterThan(20);
    for (const row of rows(chart)) {
      const [, where = '', shown = ''] = row.split(' | ');
      expect(
        mentions(where).filter(({ symbol }) => symbol),
        row,
      ).not.toEqual([]);
      expect(
        mentions(shown).filter(({ test }) => test),
        row,
      ).not.toEqual([]);
    }
  });

  it.each([
    ['`src/nothing.ts`', 'src/nothing.ts is not there'],
    ['`src/main.ts`: `noSuchSymbol`', 'src/main.ts has no noSuchSymbol'],
    ['`test/main-job.test.ts`: "no such test"', 'test/main-job.test.ts has no test "no such test"'],
  ])('would not pass with %s', (text, fault) => {
    expect(mentions(text).map(faultOf)).toEqual([fault]);
  });
});
