import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';

const FOLDERS = ['config', 'console', 'src', 'workers', 'tools', 'bench'];
const FILES = [
  'scripts/build.mjs',
  'scripts/build-console.mjs',
  'scripts/build-program.mjs',
  'scripts/build-tags.mjs',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];

/** What the bundle of the console is made from. */
const OF_CONSOLE = ['console', 'tools/client', 'src/http/console'];
const FILES_OF_CONSOLE = ['scripts/build-console.mjs', 'package-lock.json'];

/** Returns a digest of the sources of a build. It covers contents, not times, because a checkout changes times. */
export function sourcesDigest() {
  return digestOf([...FOLDERS.flatMap(filesBelow), ...FILES]);
}

/** Returns a digest of the sources of the console. */
export function consoleDigest() {
  return digestOf([...OF_CONSOLE.flatMap(filesBelow), ...FILES_OF_CONSOLE]);
}

function digestOf(files) {
  const digest = createHash('sha256');
  for (const file of files.filter((path) => existsSync(inRoot(path)))) {
    digest
      .update(file)
      .update('\0')
      .update(readFileSync(inRoot(file)))
      .update('\0');
  }
  return digest.digest('hex');
}

/** Returns the files of a folder without its tests, in a fixed order. Returns no file when the folder is missing. */
export function filesBelow(folder) {
  if (!existsSync(inRoot(folder))) return [];
  return readdirSync(inRoot(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(inRoot().length + 1))
    .sort();
}
