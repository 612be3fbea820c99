import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES } from '../src/domain/problem.ts';
import { createMetrics } from '../src/infra/metrics.ts';
import { readSources } from './support/imports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${root}docs/failures.md`, 'utf8');
const sources = [...readSources(root, ['src', 'workers']).values()].join('\n');

/** A call that logs at `error` or `fatal`, up to its message or to the first value within it. */
const ERROR_LINE = /\blog\.(?:error|fatal)\(\s*(?:(?:\{[^{}]*\}|\w+),\s*)?(?:'([^']+)'|"([^"]+)"|`([^`$]+))/g;

function errorMessages(text: string): string[] {
  return [...text.matchAll(ERROR_LINE)].map(([, single, double, template]) =>
    (single ?? double ?? template ?? '').trim(),
  );
}

function missing(entries: readonly string[], text: string): string[] {
  return entries.filter((entry) => !text.includes(`\n| \`${entry}\``));
}

describe('docs/failures.md', () => {
  it('has an entry for each problem code', () => {
    expect(missing(PROBLEM_CODES, page)).toEqual([]);
  });

  it('has an entry for each error that is logged', () => {
    const messages = errorMessages(sources);
    expect(messages).toHaveLength(sources.match(/\blog\.(?:error|fatal)\(/g)?.length ?? 0);
    expect(messages.length).toBeGreaterThan(10);
    expect(missing(messages, page)).toEqual([]);
  });

  it('names no metric that does not exist', async () => {
    const named = [...page.matchAll(/^\| `(ringtrail_\w+)`/gm)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(5);
    const text = await createMetrics().text();
    expect(named.filter((name) => !text.includes(`# HELP ${name} `))).toEqual([]);
  });

  it('leaves no metric of Ringtrail out of docs/operating.md', async () => {
    const operating = readFileSync(`${root}docs/operating.md`, 'utf8');
    const text = await createMetrics().text();
    const own = [...text.matchAll(/^# HELP (ringtrail_(?!process_|nodejs_)\w+) /gm)].map(
      ([, name = '']) => name,
    );
    expect(own.length).toBeGreaterThan(10);
    expect(missing(own, operating)).toEqual([]);
  });

  it('would miss an error without an entry', () => {
    const lines =
      "log.error({ err }, 'the moon is away'); log.fatal('the end'); log.error(line, `late by " +
      '$' +
      '{ms} ms`);';
    expect(errorMessages(lines)).toEqual(['the moon is away', 'the end', 'late by']);
    expect(missing(errorMessages(lines), page)).toHaveLength(3);
  });
});
