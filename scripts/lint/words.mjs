import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { inRoot, ROOT } from '../setup/paths.mjs';
import { lint } from './lint.mjs';

/** `node scripts/lint/words.mjs [folder…]` prints each listed word and name of the checkout, and ends with 1 if there is one. */
const readData = (name) => JSON.parse(readFileSync(inRoot('scripts/lint', name), 'utf8'));
const folders = process.argv.slice(2);

const paths = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
});
const problems = lint({
  paths: paths.split('\n').filter(Boolean),
  read: (path) => readFileSync(inRoot(path), 'utf8'),
  rules: readData('rules.json'),
  allowed: readData('allowed.json'),
  notYetClean: readData('not-yet-clean.json'),
  folders,
});
for (const problem of problems) console.log(problem);
if (problems.length > 0) {
  console.log(`${problems.length} problems. docs/writing.md explains the words and names.`);
  process.exitCode = 1;
}
