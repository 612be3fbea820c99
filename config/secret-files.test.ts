import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from './load.ts';

const folder = mkdtempSync(join(tmpdir(), 'rt-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('a secret', () => {
  it('is read from the file that NAME_FILE names, without its last line end', () => {
    const config = loadConfig({
      RINGTRAIL_ADMIN_KEY_FILE: file('admin', 'a-secret-of-sixteen\n'),
      TWILIO_AUTH_TOKEN_FILE: file('twilio', '0123456789abcdef0123456789abcdef\n'),
    });
    expect(config.adminKey).toBe('a-secret-of-sixteen');
    expect(config.carrierSecrets.twilio).toEqual(['0123456789abcdef0123456789abcdef']);
  });

  it.each([
    [
      'a file that is missing',
      () => join(folder, 'none'),
      /RINGTRAIL_ADMIN_KEY_FILE: the file .*none cannot be read \(ENOENT\)/,
    ],
    ['a folder', () => folder, /cannot be read \(EISDIR\)/],
    ['an empty file', () => file('empty', '\n'), /RINGTRAIL_ADMIN_KEY_FILE: the file .*empty is empty/],
  ])('ends the start with a sentence for %s', (_name, path, message) => {
    expect(() => loadConfig({ RINGTRAIL_ADMIN_KEY_FILE: path() })).toThrow(message);
  });

  it('is not taken when it is set in both ways', () => {
    const env = {
      RINGTRAIL_ADMIN_KEY: 'a-secret-of-sixteen',
      RINGTRAIL_ADMIN_KEY_FILE: file('other', 'another-of-sixteen'),
    };
    expect(() => loadConfig(env)).toThrow('RINGTRAIL_ADMIN_KEY: set twice');
  });

  it('that is wrong in its file is not shown', () => {
    expect(() => loadConfig({ RINGTRAIL_ADMIN_KEY_FILE: file('short', 'too-short') })).toThrow(
      /^(?!.*too-short).*RINGTRAIL_ADMIN_KEY: got a value that is not shown here/,
    );
  });

  it('is the only kind of variable that has a file', () => {
    expect(() => loadConfig({ RINGTRAIL_PORT_FILE: '/x' })).toThrow('no such variable');
    expect(loadConfig({ PORT_FILE: '/x' }).port.number).toBe(8080);
  });
});
