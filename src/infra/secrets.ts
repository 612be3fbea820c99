import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from './safe-file.ts';

/** Secrets for an operator who set none, so that nothing is open by default. */
const secretsSchema = z.object({
  adminKey: z.string().min(1),
  twilioAuthToken: z.string().min(1),
  callerSecret: z.string().min(1),
  /** Seals second factors where the operator set no CREDENTIALS_KEY. */
  credentialsKey: z.string().min(1),
});
export type Secrets = z.infer<typeof secretsSchema>;

/** The file of secrets cannot be used. The message says what to do. */
export class SecretsError extends Error {
  override readonly name = 'SecretsError';
}

/**
 * Returns the secrets of the data folder. The first start makes them. Only the file's owner may read them. Rejects with
 * `SecretsError` when the file cannot be read.
 */
export async function readSecrets(dataDir: string): Promise<Secrets> {
  const path = secretsPath(dataDir);
  const fresh: Secrets = {
    adminKey: `rt_${randomHex(24)}`,
    twilioAuthToken: randomHex(16),
    callerSecret: randomHex(24),
    credentialsKey: randomHex(24),
  };
  await mkdir(dataDir, { recursive: true });
  await createFile(path, fresh);
  const saved = parseSecrets(path, await readFile(path, 'utf8').catch(unreadable(path)));
  const secrets = { ...fresh, ...saved };
  // A file of an older version lacks some.
  if (Object.keys(fresh).some((name) => !(name in saved))) await replaceFile(path, inOnePiece(secrets));
  return secrets;
}

export function secretsPath(dataDir: string): string {
  return join(dataDir, 'secrets.json');
}

/** Creates the file unless it exists. Its name appears with its contents, so a crash leaves no empty file. */
async function createFile(path: string, secrets: Secrets): Promise<void> {
  const draft = `${path}.${process.pid}.first`;
  await writeFile(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await link(draft, path)
    .catch(ignoreExisting)
    .finally(() => rm(draft, { force: true }));
}

function parseSecrets(path: string, text: string): Partial<Secrets> {
  try {
    return secretsSchema.partial().parse(JSON.parse(text));
  } catch {
    throw new SecretsError(
      `${path} is not a JSON object of secrets. Restore it from a backup. Without one, remove it: the next start makes new secrets, the admin key changes, and masked callers get other names.`,
    );
  }
}

function unreadable(path: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    throw new SecretsError(
      `${path} cannot be read (${error.code}). Give it back to the user that runs Ringtrail.`,
    );
  };
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
