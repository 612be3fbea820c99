import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from './safe-file.ts';

/** Secrets for an operator who set none, so that nothing is open by default. */
export type Secrets = { adminKey: string; twilioAuthToken: string; callerSecret: string };

/** Returns the secrets of the data folder. The first start makes them. Only the file's owner may read them. */
export async function readSecrets(dataDir: string): Promise<Secrets> {
  const path = secretsPath(dataDir);
  const fresh: Secrets = {
    adminKey: `rt_${randomHex(24)}`,
    twilioAuthToken: randomHex(16),
    callerSecret: randomHex(24),
  };
  await mkdir(dataDir, { recursive: true });
  await writeFile(path, `${JSON.stringify(fresh, null, 2)}\n`, { flag: 'wx', mode: 0o600 }).catch(
    ignoreExisting,
  );
  const saved = JSON.parse(await readFile(path, 'utf8')) as Partial<Secrets>;
  const secrets = { ...fresh, ...saved };
  // A file of an older version lacks some.
  if (Object.keys(fresh).some((name) => !(name in saved))) await replaceFile(path, inOnePiece(secrets));
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
