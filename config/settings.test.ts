import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from './load.ts';
import { variablesWithFiles } from './secret-files.ts';
import { docs } from './variable-docs.ts';
import { type VariableName, variables } from './variables.ts';

const folder = mkdtempSync(join(tmpdir(), 'rt-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function settingsBy(env: Record<string, string>) {
  return Object.fromEntries(loadConfig(env).settings.map((setting) => [setting.name, setting]));
}

describe('the settings in force', () => {
  it('are all variables, with their defaults in an empty environment', () => {
    const settings = settingsBy({});
    expect(Object.keys(settings)).toEqual(Object.keys(variables));
    for (const { name, value, source } of Object.values(settings)) {
      expect(source).toBe('default');
      expect(value).toBe(docs.get(variables[name as VariableName])?.default);
    }
  });

  it('name the environment or a file as their source', () => {
    const path = join(folder, 'key');
    writeFileSync(path, 'a-long-word-of-the-test\n');
    const settings = settingsBy({ AUDIT_DAYS: ' 30 ', LOG_LEVEL: '', RINGTRAIL_ADMIN_KEY_FILE: path });
    expect(settings.AUDIT_DAYS).toMatchObject({ value: '30', source: 'environment' });
    expect(settings.LOG_LEVEL).toMatchObject({ source: 'default' });
    expect(settings.RINGTRAIL_ADMIN_KEY).toMatchObject({ value: null, source: 'file' });
  });

  it.each(variablesWithFiles())('never show the secret %s', (name) => {
    const { example = '' } = docs.get(variables[name]) ?? {};
    const needed = {
      MAIL_FROM: 'Ringtrail <ringtrail@example.com>',
      SIGNALWIRE_API_URL: 'https://example.signalwire.com',
      OIDC_ISSUER: 'https://login.example.com',
      OIDC_CLIENT_ID: 'ringtrail',
      OIDC_CLIENT_SECRET: 'a secret',
    };
    const settings = settingsBy({ ...needed, [name]: example });
    expect(settings[name]).toMatchObject({ value: null, source: 'environment' });
    expect(JSON.stringify(settings[name])).not.toContain(JSON.stringify(example).slice(1, -1));
  });
});
