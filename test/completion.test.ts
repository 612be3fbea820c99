import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuild } from './support/build.ts';

const script = fileURLToPath(new URL('../scripts/ringtrail.mjs', import.meta.url));
const isInstalled = (shell: string) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, shell)));

let folder: string;
beforeAll(async () => {
  await ensureBuild();
  folder = await mkdtemp(join(tmpdir(), 'rt-shell-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(program: string, args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { env: { PATH: process.env.PATH, HOME: folder } }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

async function saved(shell: string): Promise<string> {
  const { code, out } = await run(process.execPath, [script, 'completion', shell]);
  expect(code).toBe(0);
  const path = join(folder, `ringtrail.${shell}`);
  await writeFile(path, out);
  return path;
}

/** Returns the words that bash offers for the last word, by the function that `complete` names for the command. */
async function bashOffers(path: string, ...words: string[]): Promise<string[]> {
  const program = `source "$1"; shift
    name=$(complete -p ringtrail | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
    COMP_WORDS=(ringtrail "$@"); COMP_CWORD=$#
    "$name"; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { out, err } = await run('bash', ['--norc', '-c', program, 'bash', path, ...words]);
  expect(err).toBe('');
  return out.trim().split('\n');
}

async function fishOffers(path: string, ...words: string[]): Promise<string[]> {
  const program = `source ${path}; complete -C "ringtrail ${words.join(' ')}"`;
  const { out } = await run('fish', ['--no-config', '-c', program]);
  return out.trim().split('\n');
}

const SHELLS: [string, typeof bashOffers][] = [
  ['bash', bashOffers],
  ...(isInstalled('fish') ? [['fish', fishOffers] as [string, typeof bashOffers]] : []),
];

describe.each(SHELLS)('%s', (shell, offers) => {
  it('completes commands, their commands and their options', async () => {
    const path = await saved(shell);
    expect(await offers(path, 'prov')).toEqual(['providers']);
    expect(await offers(path, 'providers', 'l')).toEqual(['list']);
    expect((await offers(path, 'providers', '')).slice(0, 5).toSorted()).toEqual([
      ...['add', 'get', 'list', 'rm', 'set'],
    ]);
    expect(await offers(path, 'apply', '--d')).toEqual(['--dry-run']);
    expect(await offers(path, 'sites', 'list', '--p')).toEqual(['--provider']);
  });

  it('reads past the values of options', async () => {
    const path = await saved(shell);
    expect(await offers(path, '--url', 'https://calls.example.com', 'doc')).toEqual(['doctor']);
  });
});

describe('the command', () => {
  it('refuses a shell that it does not know', async () => {
    const { code, err } = await run(process.execPath, [script, 'completion', 'tcsh']);
    expect(code).toBe(2);
    expect(err).toMatch(/Allowed choices are bash, zsh, fish/);
  });
});
