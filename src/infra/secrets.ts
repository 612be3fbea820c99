import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from './safe-file.ts';

/** Keys that we make where none are set, so that nothing is open by default. */
export type Secrets = { adminKey: string; twilioAuthToken: string; callerSecret: string };

/** The data folder's own secrets, made at the first start, readable by their owner only. */
export async function readSecrets(dataDir: string): Promise<Secrets> {
  const path = secretsPath(dataDir);
  const made: Secrets = {
    adminKey: `rt_${randomHex(24)}`,
    twilioAuthToken: randomHex(16),
    callerSecret: randomHex(24),
  };
  await mkdir(dataDir, { recursive: true });
  await writeFile(path, `${JSON.stringify(made, null, 2)}\n`, { flag: 'wx', mode: 0o600 }).catch(
    ignoreExisting,
  );
  const there = JSON.parse(await readFile(path, 'utf8')) as Partial<Secrets>;
  const secrets = { ...made, ...there };
  // An older version made fewer.
  if (Object.keys(made).some((name) => !(name in there))) await replaceFile(path, inOnePiece(secrets));
  return secrets;
}

export function secretsPath(dataDir: string): string {
  return join(dataDir, 'secrets.json');
}

async function* inOnePiece(secrets: Secrets): AsyncGenerator<string> {
  yield `${JSON.stringify(secrets, null, 2)}\n`;
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
