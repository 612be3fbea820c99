import { readFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { SetupError } from './report.mjs';

/** Throws a SetupError when Node is older than package.json's `engines`. */
export function checkNode(version = process.versions.node) {
  const { engines } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const oldest = engines.node.replace('>=', '');
  if (compare(version, oldest) < 0) {
    throw new SetupError(
      `Ringtrail needs Node ${oldest} or newer, and this is ${version}. Install a newer one.`,
    );
  }
}

function compare(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  return left.map((part, i) => part - right[i]).find((difference) => difference !== 0) ?? 0;
}
