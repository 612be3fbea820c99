/** The package as its users get it: packed, and installed in an empty folder without the checkout. */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readRunFile } from '../src/infra/run-file.ts';
import { askNumber } from './support/allocations.ts';
import { apiAt } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { type Installation, installPackage } from './support/installed-package.ts';
import { gone } from './support/processes.ts';
import { collect } from './support/ringtrail.ts';
import { setUpProvider } from './support/setup-provider.ts';

const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));

let installed: Installation;
beforeAll(async () => {
  installed = await installPackage();
});
beforeEach((context) => {
  if (installed.missing) context.skip(installed.missing);
});
afterAll(() => rm(installed.folder, { recursive: true, force: true }));

const path = (...parts: string[]) => join(installed.folder, ...parts);
const environment = (PATH = process.env.PATH) => ({ PATH, HOME: installed.folder });
const command = () => path('node_modules', '.bin', 'ringtrail');

type Run = { code: number; out: string; err: string };
function run(program: string, args: string[], env = environment()): Promise<Run> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd: installed.folder, env }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

describe('a release', () => {
  it('has packages, notes and a bill of materials with their checksums, and a script that publishes them', async () => {
    const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
    const files = [`ringtrail-${version}.tgz`, `ringtrail-tags-${version}.tgz`, 'NOTES.md', 'sbom.cdx.json'];
    const read = (name: string) => readFile(join(installed.release, name));
    const sums = String(await read('SHA256SUMS'));
    for (const name of [...files, 'publish.sh']) {
      const sum = createHash('sha256')
        .update(await read(name))
        .digest('hex');
      expect(sums).toContain(`${sum}  ${name}\n`);
    }
    const { components } = JSON.parse(String(await read('sbom.cdx.json')));
    const names = components.map(({ name }: { name: string }) => name);
    expect(names).toContain('express');
    expect(names, 'a development package').not.toContain('vitest');
    const tags = await run('tar', ['-tzf', join(installed.release, `ringtrail-tags-${version}.tgz`)]);
    expect(tags.out.split('\n')).toEqual(
      expect.arrayContaining(['package/dist/react.js', 'package/LICENSE']),
    );
    expect(String(await read('publish.sh'))).toContain(`docker push "$IMAGE:${version}"`);
  });
});

describe('the package in an empty folder', () => {
  it('starts by one command, with the settings of .env, and says which visit a call came from', async () => {
    await writeFile(path('.env'), 'HOST=127.0.0.1\nPORT=0\nDEMO_DAYS=0\nLOG_LEVEL=warn\n');
    const gateway = spawn(command(), [], { cwd: installed.folder, env: environment() });
    const output = collect(gateway);
    try {
      const { localUrl } = await eventually(() => {
        if (gateway.exitCode !== null) throw new Error(output());
        return readRunFile(path('data'));
      });
      const { adminKey } = JSON.parse(await readFile(path('data', 'secrets.json'), 'utf8'));
      const api = apiAt(localUrl, adminKey);
      const shop = await setUpProvider(api, { threshold: 5 });
      const { body } = await askNumber(api, shop, 'visit-of-the-package');

      const played = await run(command(), ['call', '--to', body.number ?? '', '--from', '+12025550177']);
      expect(played.err).toBe('');
      expect(played.out).toContain(`${shop.endpointNumber}</Number>`);
      const list = ['--json', 'calls', '--provider', shop.provider];
      const call = await eventually(async () => {
        const [first] = JSON.parse((await run(command(), list)).out);
        return first?.visit ? first : null;
      });
      expect(call).toMatchObject({ outcome: 'answered', visit: { session: 'visit-of-the-package' } });
      expect(output()).toContain('npx ringtrail call --to');
      await expect(stat(path('node_modules', 'ringtrail', 'data'))).rejects.toThrow('ENOENT');
    } finally {
      gateway.kill();
      await gone(gateway.pid ?? 0);
    }
  });

  it('says what to install where there is no redis-server, and installs nothing itself', async () => {
    await mkdir(path('bin'));
    await symlink(process.execPath, path('bin', 'node'));
    const { code, out, err } = await run(command(), ['start'], environment(path('bin')));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^Ringtrail cannot start: redis-server is not on PATH\. Install redis-server .*\n$/);
  });

  it('has the client of the API with its types', async () => {
    const use = (operation: string) =>
      `import { createClient } from 'ringtrail/client';
       const ask = createClient({ url: 'http://127.0.0.1:9', key: 'k' });
       export const answer = ask('${operation}', {});`;
    await writeFile(path('right.mts'), use('GET /v1/providers'));
    await writeFile(path('wrong.mts'), use('GET /v1/nothing'));
    const options = ['--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--lib', 'es2023,dom'];
    const check = (file: string) => run(process.execPath, [tsc, ...options, '--types', '', file]);
    expect(await check('right.mts')).toEqual({ code: 0, out: '', err: '' });
    expect((await check('wrong.mts')).out).toContain('GET /v1/nothing');
    const imported = "import('ringtrail/client').then((it) => console.log(typeof it.createClient))";
    expect((await run(process.execPath, ['--eval', imported])).out).toBe('function\n');
  });
});
