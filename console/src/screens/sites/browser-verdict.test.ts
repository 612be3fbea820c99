import { describe, expect, it } from 'vitest';
import type { BrowserCheck } from '../../../../tools/client/operations.ts';
import { verdictOf } from './browser-verdict.ts';

const BEGUN = '2026-06-01T12:00:00.000Z';
const visit = { type: 'page', number: null, problem: null };
const without = { ...visit, type: 'allocation' };
const shown = { ...without, number: '+12025550100' };
const refused = { ...without, problem: 'origin_not_allowed' };

const verdict = (requests: object[], at: string) =>
  verdictOf({ begunAt: BEGUN, at, requests: requests as BrowserCheck['requests'] });

describe('the verdict of a check in the browser', () => {
  it.each([
    ['works', [visit, without, shown]],
    ['refused', [visit, refused]],
    ['none', [visit, without]],
    ['waiting', [visit]],
    ['waiting', []],
  ])('is %s by the requests alone', (expected, requests) => {
    expect(verdict(requests, '2026-06-01T12:00:19.999Z')).toBe(expected);
  });

  it('says after twenty seconds that nothing asked for a number', () => {
    expect(verdict([], '2026-06-01T12:00:20.000Z')).toBe('late');
    expect(verdict([visit], '2026-06-01T12:00:20.000Z')).toBe('analytics_only');
    expect(verdict([visit, shown], '2026-06-01T12:00:20.000Z')).toBe('works');
  });
});
