import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';

const FOLDERS = ['config', 'src', 'workers', 'tools', 'bench'];
const FILES = [
  'scripts/build.mjs',
  'scripts/build-tags.mjs',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];

/** A digest of everything a build is made from. By content, since a checkout changes times and not files. */
export function sourcesDigest() {
  const digest = createHash('sha256');
  for (const file of [...FOLDERS.flatMap(filesBelow), ...FILES].filter((path) => existsSync(inRoot(path)))) {
    digest
      .update(file)
      .update('\0')
      .update(readFileSync(inRoot(file)))
      .update('\0');
  }
  return digest.digest('hex');
}

/** The files of a folder of the checkout without its tests, in a fixed order; none when there is no such folder. */
export function filesBelow(folder) {
  if (!existsSync(inRoot(folder))) return [];
  return readdirSync(inRoot(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(inRoot().length + 1))
    .sort();
}
