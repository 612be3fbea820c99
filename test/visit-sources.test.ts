import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { channelOf } from '../src/domain/channel.ts';
import { touchOf } from '../src/tags/touch.ts';

const PAGE = 'https://www.shop.example/';
const tags = readFileSync(new URL('../docs/tags.md', import.meta.url), 'utf8');
const section = tags.slice(tags.indexOf('## Where a visit comes from'), tags.indexOf('## Several hosts'));
const rows = [...section.matchAll(/^\| (.*) \|$/gm)]
  .map(([, row = '']) => row.split('|').map((cell) => cell.trim()))
  .slice(2);

describe('the table of sources in docs/tags.md', () => {
  it('has rows', () => expect(rows.length).toBeGreaterThan(15));

  it.each(rows)(
    'is what the code does: %s',
    (visit = '', source = '', medium = '', campaign = '', channel = '') => {
      const [, host = '', query = ''] = /^(\S+)(?: `(.*)`)?$/.exec(visit) ?? [];
      const touch = touchOf(PAGE + query, host === 'none' ? '' : `https://${host}/`);
      expect([touch.source, touch.medium, touch.campaign ?? '', channelOf(touch)]).toEqual([
        ...[source, medium, campaign, channel],
      ]);
    },
  );
});
