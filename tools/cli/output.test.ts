import { describe, expect, it } from 'vitest';
import { listing, table, wrapped } from './output.ts';

const call = {
  at: '2026-11-21T20:14:50.752Z',
  from: '+14105550104',
  outcome: 'answered',
  campaign: 'Emergency electrician',
  talkSeconds: 213,
  id: 'call_8b4fdvfh490mwmht',
};
const COLUMNS = Object.keys(call);
const LEAST = ['talkSeconds', 'campaign', 'at'];
const lineWidths = (text: string) => text.split('\n').map((line) => [...line].length);

describe('a table', () => {
  it('has everything where its width has no limit', () => {
    expect(table([call], COLUMNS, Infinity, LEAST)).toBe(
      [
        'AT                        FROM          OUTCOME   CAMPAIGN               TALK SECONDS  ID',
        '2026-11-21T20:14:50.752Z  +14105550104  answered  Emergency electrician  213           call_8b4fdvfh490mwmht',
      ].join('\n'),
    );
  });

  it('leaves out its least important columns on a terminal, and cuts no id', () => {
    const text = table([call], COLUMNS, 80, LEAST);
    expect(text.split('\n')).toEqual([
      'AT                 FROM          OUTCOME   CAMPAIGN        ID',
      '2026-11-21 20:14Z  +14105550104  answered  Emergency ele…  call_8b4fdvfh490mwmht',
    ]);
  });

  it('cuts long texts before it leaves a column out', () => {
    const long = { ...call, outcome: 'a very long outcome that no carrier has, as far as we know' };
    const [, line = ''] = table([long], ['from', 'outcome', 'talkSeconds', 'id'], 80, LEAST).split('\n');
    expect(line).toMatch(/^\+14105550104 {2}a very .*… {2}213 +call_8b4fdvfh490mwmht$/);
    expect(line).toHaveLength(80);
  });

  it.each([200, 80, 60, 40])('of random texts has no line of more than %i characters', (width) => {
    for (let seed = 1; seed < 200; seed++) {
      const columns = ['a', 'b', 'c', 'd'];
      const rows = [1, 2, 3].map((row) =>
        Object.fromEntries(columns.map((name, i) => [name, 'x'.repeat((seed * row * (i + 7)) % 90)])),
      );
      expect(Math.max(...lineWidths(table(rows, columns, width, ['d', 'b'])))).toBeLessThanOrEqual(width);
    }
  });

  it('shows no control character of a name', () => {
    expect(table([{ name: 'a\u001b[31mb' }], ['name'], 80)).toBe('NAME\na [31mb');
  });
});

it('a listing has a line for each member, and dots for members of members', () => {
  expect(listing({ id: 'x', settings: { url: null } })).toBe('id            x\nsettings.url  –');
});

it('a wrapped text breaks between words, and keeps its own lines', () => {
  expect(wrapped('- one two three\n- four', 11, '  ')).toBe('- one two\n  three\n- four');
  expect(wrapped('one two three', Infinity)).toBe('one two three');
});
