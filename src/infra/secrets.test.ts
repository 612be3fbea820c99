import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSecrets, secretsPath } from './secrets.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rt-secrets-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the secrets of a data folder', () => {
  it('are made once, and only the owner of the file reads them', async () => {
    const secrets = await readSecrets(folder);
    expect(new Set(Object.values(secrets)).size).toBe(4);
    expect(await readSecrets(folder)).toEqual(secrets);
    expect((await stat(secretsPath(folder))).mode & 0o777).toBe(0o600);
  });

  it('of an earlier version get the ones that they lack, and keep the others', async () => {
    const former = { adminKey: 'rt_1', twilioAuthToken: 'token', callerSecret: 'secret' };
    await writeFile(secretsPath(folder), JSON.stringify(former));
    const secrets = await readSecrets(folder);
    expect(secrets).toEqual({ ...former, credentialsKey: expect.stringMatching(/^[0-9a-f]{48}$/) });
    expect(JSON.parse(await readFile(secretsPath(folder), 'utf8'))).toEqual(secrets);
  });
});
