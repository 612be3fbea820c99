import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqliteFile } from '../../src/infra/sqlite-file.ts';
import { openStore } from '../../src/store/open.ts';
import { sealing } from '../../src/store/sealing.ts';
import { ensureBuild } from '../support/build.ts';
import { startRingtrail } from '../support/ringtrail.ts';

const script = fileURLToPath(new URL('../../scripts/ringtrail.mjs', import.meta.url));

let home: string;
beforeAll(async () => {
  await ensureBuild();
  home = await mkdtemp(join(tmpdir(), 'rt-home-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

type Finding = { check: string; level: string; code: string; detail: string };
type Run = { code: number; out: string; err: string };

function run(args: string[], env: Record<string, string>): Promise<Run> {
  const known = { PATH: process.env.PATH, HOME: home, DATA_DIR: join(home, 'data') };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env: { ...known, ...env } }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

/** Returns the faults and warnings that the command finds, besides the one that no gateway runs. */
async function found(env: Record<string, string>): Promise<string[]> {
  const { code, out, err } = await run(['--json', 'doctor'], env);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  const { findings } = JSON.parse(out) as { findings: Finding[] };
  return findings
    .filter(({ level, code: name }) => level !== 'ok' && name !== 'gateway_away')
    .map(({ code: name }) => name);
}

/** A folder without redis-server. */
const NO_PROGRAMS = '/nonexistent';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a Ringtrail that does not run', () => {
  it('is found to be away, and nothing else, and nothing is made', async () => {
    expect(await found({})).toEqual([]);
    const { out } = await run(['doctor'], {});
    expect(out).toMatch(/^fault +gateway +No Ringtrail runs on \S+ Start it with\s+`?ringtrail/m);
    expect(out).toMatch(/^1 fault, 0 warnings\.$/m);
    expect(existsSync(join(home, 'data'))).toBe(false);
  });

  it('has a wrong configuration: every variable that is wrong has a finding', async () => {
    expect(await found({ PORT: 'abc', RATE_LIMIT: '-1' })).toEqual(['configuration', 'configuration']);
  });

  it('has a secret of the documentation', async () => {
    expect(await found({ RINGTRAIL_ADMIN_KEY: 'a-long-random-word-of-your-own' })).toEqual([
      'default_secret',
    ]);
  });

  it('has no folder for its data', async () => {
    const file = join(home, 'file');
    await writeFile(file, '');
    expect(await found({ DATA_DIR: join(file, 'data') })).toEqual(['data_folder']);
  });

  it('has a damaged file of secrets', async () => {
    const dataDir = await mkdtemp(join(home, 'secrets-'));
    await writeFile(join(dataDir, 'secrets.json'), '{');
    expect(await found({ DATA_DIR: dataDir })).toEqual(['data_folder']);
  });

  it('has no redis-server', async () => {
    expect(await found({ PATH: NO_PROGRAMS })).toEqual(['redis_server']);
  });

  it('has a Redis that does not answer', async () => {
    expect(await found({ REDIS_URL: `redis://127.0.0.1:${await freePort()}` })).toEqual(['redis_away']);
  });

  it('has a store of a later version', async () => {
    const path = join(home, 'later.db');
    await (await openStore(`sqlite:${path}`)).close();
    const file = openSqliteFile(path, { waitMs: 0 });
    file.exec('PRAGMA user_version = 999');
    file.close();
    expect(await found({ STORE_URL: `sqlite:${path}` })).toEqual(['store_newer']);
  });

  it('has a store that is no database', async () => {
    const path = join(home, 'text.db');
    await writeFile(path, 'This is no database, but a long text. '.repeat(200));
    expect(await found({ STORE_URL: `sqlite:${path}` })).toEqual(['store_away']);
  });

  it('has a MongoDB that does not answer', async () => {
    expect(await found({ STORE_URL: `mongodb://127.0.0.1:${await freePort()}/ringtrail` })).toEqual([
      'store_away',
    ]);
  });

  it('has another key than the one that sealed the credentials', async () => {
    const path = join(home, 'sealed.db');
    const keys = ['a-key-of-32-letters-0123456789ab', 'another-key-of-32-letters-0123456'] as const;
    const store = await openStore(`sqlite:${path}`);
    await sealing(store, [keys[0]]).consumers.add({
      ...{ id: 'cons_1', provider: 'prov_1', name: 'Hook', slug: 'hook', kind: 'slack' },
      credentials: { url: 'https://hooks.example.com/' },
    } as never);
    await store.close();
    const env = { STORE_URL: `sqlite:${path}`, DATA_DIR: join(home, 'sealed') };
    expect(await found({ ...env, CREDENTIALS_KEY: keys[1] })).toEqual(['credentials_key']);
    expect(await found({ ...env, CREDENTIALS_KEY: keys[0] })).toEqual([]);
  });
});

describe('a Ringtrail that runs on this machine', () => {
  it('is asked by its data folder, and by its URL', async () => {
    const ringtrail = await startRingtrail({ env: { PUBLIC_URL: 'http://127.0.0.1:1' } });
    const env = { RINGTRAIL_URL: ringtrail.url, RINGTRAIL_KEY: ringtrail.adminKey };
    const of = ({ out }: Run) =>
      (JSON.parse(out) as { findings: Finding[] }).findings
        .filter(({ level }) => level === 'fault')
        .map(({ code }) => code);
    const local = await run(['--json', 'doctor'], {
      DATA_DIR: ringtrail.dataDir,
      RINGTRAIL_ADMIN_KEY: ringtrail.adminKey,
    });
    expect(of(local)).toEqual(['public_url_away']);
    expect(of(await run(['--json', 'doctor'], env))).toEqual(['public_url_away']);
    const refused = await run(['--json', 'doctor'], { ...env, RINGTRAIL_KEY: 'rt_wrong' });
    expect(of(refused)).toEqual(['gateway_refuses']);
    await ringtrail.stop();
    const away = await run(['--json', 'doctor'], env);
    expect(away.code).toBe(1);
    expect(of(away)).toEqual(['gateway_away']);
  });
});
