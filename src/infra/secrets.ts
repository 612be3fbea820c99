import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Keys that we make where none are set, so that nothing is open by default. */
export type Secrets = { adminKey: string; twilioAuthToken: string };

/** The data folder's own secrets, made at the first start, readable by their owner only. */
export async function readSecrets(dataDir: string): Promise<Secrets> {
  const path = secretsPath(dataDir);
  const made: Secrets = { adminKey: `rt_${randomHex(24)}`, twilioAuthToken: randomHex(16) };
  await mkdir(dataDir, { recursive: true });
  await writeFile(path, `${JSON.stringify(made, null, 2)}\n`, { flag: 'wx', mode: 0o600 }).catch(
    ignoreExisting,
  );
  return JSON.parse(await readFile(path, 'utf8')) as Secrets;
}

export function secretsPath(dataDir: string): string {
  return join(dataDir, 'secrets.json');
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
