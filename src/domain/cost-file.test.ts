import { expect, it } from 'vitest';
import { costsFrom } from './cost-file.ts';
import { Problem } from './problem.ts';

const DEFAULTS = { provider: 'prov_1', source: 'google', medium: 'cpc' };

it('reads an export of Google Ads: its titles, its totals and its thousands separators', () => {
  const text = [
    'Campaign performance',
    '"November 1, 2026 - November 2, 2026"',
    'Campaign,Day,Currency code,Cost',
    '"Roofs, ""new""",2026-11-01,EUR,"1,234.50"',
    '"Roofs, ""new""",2026-11-01,EUR,0.456',
    'Gutters,2026-11-02,EUR,7',
    'Total: Campaigns,--,EUR,"1,241.96"',
    '',
  ].join('\r\n');
  const common = { ...DEFAULTS, currency: 'EUR' };
  expect(costsFrom(text, DEFAULTS)).toEqual([
    { ...common, campaign: 'Roofs, "new"', since: '2026-11-01', until: '2026-11-01', amount: '1234.96' },
    { ...common, campaign: 'Gutters', since: '2026-11-02', until: '2026-11-02', amount: '7.00' },
  ]);
});

it('reads an export of Meta that was pasted from a spreadsheet, with the currency in the head', () => {
  const text =
    'Reporting starts\tReporting ends\tCampaign name\tAmount spent (JPY)\n2026-11-01\t2026-11-30\tSpring\t1500';
  expect(costsFrom(text, { provider: 'prov_1', source: 'facebook' })).toEqual([
    {
      ...{ provider: 'prov_1', source: 'facebook', medium: null, campaign: 'Spring' },
      ...{ since: '2026-11-01', until: '2026-11-30', amount: '1500', currency: 'JPY' },
    },
  ]);
});

it.each([
  ['no head', 'Roofs,12', /names the columns/],
  ['a wrong day', 'day,cost,currency\n2026-11-31,1,EUR', /line 2: `since`/],
  ['a negative amount', 'day,cost,currency\n\n2026-11-01,1,EUR\n2026-11-02,-5,EUR', /line 4: `amount`/],
  ['no currency', 'day,cost\n2026-11-01,5', /line 2: `currency`/],
  [
    'a period that ends before it begins',
    'since,until,cost,currency\n2026-11-02,2026-11-01,5,EUR',
    /line 2: `until`/,
  ],
])('refuses %s and says where it is', (_name, text, detail) => {
  expect(() => costsFrom(text, DEFAULTS)).toThrow(Problem);
  expect(() => costsFrom(text, DEFAULTS)).toThrow(detail);
});
