import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Rule {
  avoid: string;
  write: string;
  pattern: string;
}
interface Rules {
  words: Rule[];
  names: Rule[];
}
interface Finding {
  line: number;
  found: string;
}
type Check = (path: string, text: string, rules: Rules) => Finding[];
type Lint = (options: {
  paths: string[];
  read: (path: string) => string;
  rules: Rules;
  allowed: { in: string; line: string; why: string }[];
  notYetClean: string[];
  folders?: string[];
}) => string[];

const here = (path: string) => new URL(path, import.meta.url);
const { check }: { check: Check } = await import(here('check.mjs').href);
const { lint }: { lint: Lint } = await import(here('lint.mjs').href);
const rules: Rules = JSON.parse(readFileSync(here('rules.json'), 'utf8'));

const found = (path: string, text: string) =>
  check(path, text, rules).map((finding) => `${finding.line}: ${finding.found}`);

/** The rows of the table of docs/writing.md below this heading. */
function rowsBelow(heading: string): string[][] {
  const docs = readFileSync(fileURLToPath(here('../../docs/writing.md')), 'utf8');
  const section = docs.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(2).map((row) => row.slice(2, -2).split(' | '));
}

describe('the list of words and names', () => {
  it.each([
    ['Words to replace', rules.words],
    ['Names to replace', rules.names],
  ])('is the table "%s" of docs/writing.md', (heading, list) => {
    expect(list.length).toBeGreaterThan(8);
    expect(rowsBelow(heading)).toEqual(list.map(({ avoid, write }) => [avoid, write]));
  });
});

describe('the check finds a listed word', () => {
  it.each([
    ['a comment of a line', 'src/a.ts', 'const a = 1; // is told of a call', '1: told'],
    [
      'a doc comment, over a break of lines',
      'src/a.ts',
      '/**\n * Returns what\n * was there. */',
      '2: what was',
    ],
    ['a string', 'src/a.ts', "log.warn('link begins anew');", '1: anew'],
    ['a string of two parts', 'src/a.ts', "const a =\n  'the worker goes ' +\n  'on';", '2: goes on'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source code with a template in it
    ['a template', 'src/a.ts', 'const a = `x ${f({ a: `is none ${b}` })} goes on`;', '1: is none'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source code with a template in it
    ['the rest of that template', 'src/a.ts', 'const a = `x ${f({ a: `${b}` })} goes on`;', '1: goes on'],
    ['the name of a test', 'test/a.test.ts', "it('tells whoever asks', () => {});", '1: tells'],
    ['text of JSX', 'src/a.tsx', "const a = <p>It isn't whole. What was lost</p>;", '1: What was'],
    ['a comment of Lua', 'src/a.lua', '--[[\n  so many\n]]\nlocal a = 1 -- put back', '2: so many'],
    ['a string of Lua', 'src/a.lua', 'return "put back"', '1: put back'],
    ['a comment of a script', 'scripts/a.mjs', '// hands out numbers', '1: hands out'],
    ['docs', 'docs/a.md', '# A\n\nNumbers, dates and the like.', '3: the like'],
    ['docs, over a break of lines', 'docs/a.md', 'numbers such as\nwere lost', '1: such as were'],
    ['an example in docs', 'docs/a.md', '```ts\nf(); // makes it whole\n```', '2: makes it whole'],
    ['a shell script', '.ci/run', '# hears of it', '1: hears of'],
  ])('in %s', (_, path, text, expected) => {
    expect(found(path, text)).toContain(expected);
  });

  it.each([
    'const told = 1;',
    'interface Told {}',
    'a.toldAt = 1;',
    'const { tell } = a;',
    'f({ telling: 1 });',
    'const keptEvent = 1;',
    'class DirectoryKeeper {}',
    'togetherOf(a);',
    'const heardAt = 1;',
    'a.goOn();',
    'type Shift = 1;',
    'startShift();',
    'await within(1, f);',
    'const MOST_EARLIER = 5;',
    'const a = LONGEST_MS;',
    'const asked = f();',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source code with a template in it
    'const a = `${told}`;',
  ])('in a name: %s', (text) => {
    expect(found('src/a.ts', text)).toHaveLength(1);
  });
});

describe('the check lets pass', () => {
  it.each([
    ['a name of the contract in backticks', 'src/a.ts', '/** Reads the member `told`. */'],
    ['the same in docs', 'docs/a.md', 'The field `told` holds the time.'],
    ['a question', 'docs/a.md', '## What is a link?'],
    ['a longer word', 'docs/a.md', 'The mastodon of the teller, wholesale.'],
    ['the shift of an array', 'src/a.ts', 'a.shift(); a.unshift(1); event.shiftKey;'],
    ['a longer name', 'src/a.ts', 'const mostRested = 1; const HEADROOM = 1; shorthand();'],
    ['a word inside a regular expression', 'src/a.ts', 'if (/told "/.test(a)) f();'],
    ['words of different strings', 'src/a.ts', "f('what', 'is');"],
  ])('%s', (_, path, text) => {
    expect(found(path, text)).toEqual([]);
  });
});

describe('the lint of the checkout', () => {
  const files: Record<string, string> = {
    'src/old/a.ts': 'const told = 1;',
    'src/new/a.ts': "const a = 'told';",
    'src/new/b.ts': 'const a = 1;',
  };
  const run = (options: Partial<Parameters<Lint>[0]>) =>
    lint({
      paths: Object.keys(files),
      read: (path) => files[path] ?? '',
      rules,
      allowed: [],
      notYetClean: [],
      ...options,
    });

  it('prints the place, the word and what to write', () => {
    expect(run({ notYetClean: ['src/old'] })).toEqual([
      'src/new/a.ts:1: "told": write reported, delivered, notified; delivery',
    ]);
  });

  it('checks a folder that is not yet clean when it is named', () => {
    expect(run({ notYetClean: ['src/old'], folders: ['src/old'] })).toHaveLength(1);
  });

  it('refuses a folder that is listed as not yet clean and is clean', () => {
    expect(run({ notYetClean: ['src/old', 'src/new/b.ts', 'src/new'] })).toEqual([
      'scripts/lint/not-yet-clean.json: src/new/b.ts is clean now: remove it from the list',
    ]);
  });

  it('allows a word of the contract on its line, and refuses an entry that allows nothing', () => {
    const entry = { in: 'src/new', line: "'told'", why: 'a stored value' };
    expect(run({ notYetClean: ['src/old'], allowed: [entry] })).toEqual([]);
    expect(run({ notYetClean: ['src/old', 'src/new'], allowed: [{ ...entry, line: 'gone' }] })).toEqual([
      'scripts/lint/allowed.json: nothing in src/new needs "gone": remove it',
    ]);
  });
});
