import { writeFileSync } from 'node:fs';

/** Writes the summary that scripts/test.mjs counts. Vitest's own JSON lacks the reason why a test was skipped. */
export default class Summary {
  onTestRunEnd(modules, unhandledErrors) {
    const summary = { passed: 0, failed: 0, failures: [], skipped: [], errors: unhandledErrors.length };
    for (const module of modules) {
      let failedHere = 0;
      for (const test of module.children.allTests()) {
        const { state, note, errors = [] } = test.result();
        const name = `${module.relativeModuleId} > ${test.fullName}`;
        if (state === 'passed') summary.passed++;
        else if (state === 'failed') {
          failedHere++;
          summary.failures.push({ name, error: textOf(errors) });
        } else summary.skipped.push({ name, reason: note ?? reasonOf(test) });
      }
      // A file that cannot be loaded, or whose hook fails, has no failed test to show for it.
      if (failedHere === 0 && module.state() === 'failed') {
        failedHere = 1;
        summary.failures.push({ name: module.relativeModuleId, error: textOf(module.errors()) });
      }
      summary.failed += failedHere;
    }
    writeFileSync(process.env.RINGTRAIL_TEST_SUMMARY, JSON.stringify(summary));
  }
}

function textOf(errors) {
  return errors.map(({ message, diff }) => (diff ? `${message}\n${diff}` : message)).join('\n');
}

/** Returns the reason of a skipped test. A group that is skipped as a whole has it only in its name. */
function reasonOf(test) {
  if (test.options.mode === 'todo') return 'still to be written';
  let reason = '';
  for (let group = test.parent; group.type === 'suite'; group = group.parent) {
    if (group.options.mode === 'skip') reason = group.name;
  }
  return reason;
}
