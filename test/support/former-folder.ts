import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder } from './ringtrail.ts';

export const FORMER_FOLDERS = fileURLToPath(new URL('../fixtures/data-folders', import.meta.url));

/** Unpacks the data folder of a former version, such as `0.1.0.tar.gz`. Returns its path. */
export async function unpackFormerFolder(name: string): Promise<string> {
  const folder = await dataFolder();
  execFileSync('tar', ['-xzf', join(FORMER_FOLDERS, name), '-C', folder, '--no-same-owner']);
  return folder;
}
