import { describe, expect, it } from 'vitest';

interface Summary {
  passed: number;
  failed: number;
  skipped: { name: string; reason: string }[];
  errors: number;
}
type Judge = (
  summary: Summary | null,
  exitCode: number,
  environment: { ci: boolean; excused?: string },
) => { passed: number; failed: number; problems: string[] };

const { judge }: { judge: Judge } = await import(new URL('verdict.mjs', import.meta.url).href);

const GOOD: Summary = { passed: 3, failed: 0, skipped: [], errors: 0 };
const skippedFor = (reason: string): Summary => ({ ...GOOD, skipped: [{ name: 'a test', reason }] });

describe('the verdict on a test run', () => {
  it('is good when tests were executed and none failed', () => {
    expect(judge(GOOD, 0, { ci: true })).toEqual({ passed: 3, failed: 0, problems: [] });
  });

  it('counts failed tests once', () => {
    expect(judge({ ...GOOD, failed: 2 }, 1, { ci: true })).toEqual({ passed: 3, failed: 2, problems: [] });
  });

  it.each([
    ['not one test was executed', { ...GOOD, passed: 0 }, 0],
    ['vitest ended without a result', null, 0],
    ['2 errors outside of tests', { ...GOOD, errors: 2 }, 1],
    ['vitest ended with code 1, though no test failed', GOOD, 1],
  ])('is bad: %s', (problem, summary, exitCode) => {
    expect(judge(summary, exitCode, { ci: false })).toMatchObject({ failed: 1, problems: [problem] });
  });

  it.each(['no mongod can be had', 'redis-server is not on PATH', 'Chromium is missing', ''])(
    'allows a skipped test at a desk, but not in CI: "%s"',
    (reason) => {
      expect(judge(skippedFor(reason), 0, { ci: false }).failed).toBe(0);
      expect(judge(skippedFor(reason), 0, { ci: true })).toMatchObject({
        failed: 1,
        problems: [expect.stringContaining('skipped in CI: a test')],
      });
    },
  );

  it('allows in CI a test that is skipped for another reason', () => {
    expect(judge(skippedFor('needs Linux'), 0, { ci: true }).failed).toBe(0);
  });

  it('excuses a missing mongod where it is known why, and nothing else', () => {
    const environment = { ci: true, excused: 'its install failed' };
    expect(judge(skippedFor('no mongod can be had'), 0, environment).failed).toBe(0);
    expect(judge(skippedFor('redis-server is not on PATH'), 0, environment).failed).toBe(1);
  });
});
