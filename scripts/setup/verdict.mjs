const PROGRAMS = /redis|chromium|mongo/i;

/**
 * Returns the verdict on a test run as `{passed, failed, problems}`. `summary` comes from vitest-summary.mjs, or is null
 * when vitest wrote none. In CI no program may be missing. `excused` is the reason why there is no mongod.
 */
export function judge(summary, exitCode, { ci, excused }) {
  if (summary === null) return { passed: 0, failed: 1, problems: ['vitest ended without a result'] };
  const { passed, skipped, errors } = summary;
  const problems = [];
  if (errors > 0) problems.push(`${errors} errors outside of tests`);
  if (passed + summary.failed === 0) problems.push('not one test was executed');
  if (ci) problems.push(...skipped.filter((test) => !isAllowed(test, excused)).map(describe));
  if (exitCode !== 0 && summary.failed === 0 && problems.length === 0) {
    problems.push(`vitest ended with code ${exitCode}, though no test failed`);
  }
  return { passed, failed: summary.failed + problems.length, problems };
}

function isAllowed({ reason }, excused) {
  if (/mongo/i.test(reason) && excused) return true;
  return reason !== '' && !PROGRAMS.test(reason);
}

function describe({ name, reason }) {
  return `skipped in CI: ${name} (${reason || 'without a reason'})`;
}
