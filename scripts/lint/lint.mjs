/** Checks the files of the checkout against the words and names of rules.json. */
import { check } from './check.mjs';

/** Their words are not ours, or they are the list itself. */
const SKIPPED = [
  /^LICENSE$/,
  /^package-lock\.json$/,
  /^docs\/writing\.md$/,
  /^scripts\/lint\/.*\.json$/,
  /^scripts\/lint\/lint\.test\.ts$/,
  /^test\/vectors\//,
];

/**
 * Returns one line for each problem. `folders` limits the check to some folders, those of `notYetClean` included.
 * A folder of `notYetClean` that is clean, and an entry of `allowed` that allows nothing, are problems too.
 */
export function lint({ paths, read, rules, allowed, notYetClean, folders = [] }) {
  const used = new Set();
  const dirty = new Set();
  const problems = [];
  for (const path of paths.filter((one) => !SKIPPED.some((pattern) => pattern.test(one)))) {
    const text = readOrNull(read, path);
    if (text === null) continue;
    const findings = check(path, text, rules).filter((finding) => {
      const entry = allowed.find((one) => allows(one, finding, text));
      if (entry) used.add(entry);
      return !entry;
    });
    const tolerated = notYetClean.filter((folder) => isIn(folder, path));
    if (findings.length > 0) for (const folder of tolerated) dirty.add(folder);
    const isAskedFor = folders.some((folder) => isIn(folder, path));
    if (folders.length === 0 ? tolerated.length === 0 : isAskedFor) problems.push(...findings.map(describe));
  }
  if (folders.length > 0) return problems;
  for (const folder of notYetClean.filter((one) => !dirty.has(one))) {
    problems.push(`scripts/lint/not-yet-clean.json: ${folder} is clean now: remove it from the list`);
  }
  for (const { in: folder, line } of allowed.filter((one) => !used.has(one))) {
    problems.push(`scripts/lint/allowed.json: nothing in ${folder} needs ${JSON.stringify(line)}: remove it`);
  }
  return problems;
}

function describe({ path, line, found, write }) {
  return `${path}:${line}: "${found}": write ${write}`;
}

function allows(entry, { path, line }, text) {
  return isIn(entry.in, path) && (text.split('\n')[line - 1] ?? '').includes(entry.line);
}

function isIn(folder, path) {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Returns null for a file that git still lists but that has been deleted. */
function readOrNull(read, path) {
  try {
    return read(path);
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
