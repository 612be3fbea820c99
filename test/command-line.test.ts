import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { attributionOf, callOf } from './support/records.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';
import { playCall } from './support/twilio.ts';

const script = fileURLToPath(new URL('../scripts/ringtrail.mjs', import.meta.url));

let ringtrail: Ringtrail;
let shop: SetUp;
let home: string;
beforeAll(async () => {
  ringtrail = await startRingtrail();
  shop = await setUpProvider(ringtrail.api);
  home = await mkdtemp(join(tmpdir(), 'rt-home-'));
});
afterAll(async () => {
  await ringtrail.stop();
  await rm(home, { recursive: true, force: true });
});

type Run = { code: number; out: string; err: string };

const environment = (env: Record<string, string>) => ({
  ...{ PATH: process.env.PATH, HOME: home, DATA_DIR: join(home, 'data') },
  ...env,
});

function run(args: string[], env: Record<string, string> = known()): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { cwd: home, env: environment(env) }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

const known = () => ({ RINGTRAIL_URL: ringtrail.url, RINGTRAIL_KEY: ringtrail.adminKey });
const json = async (...args: string[]) => JSON.parse((await run(['--json', ...args])).out);

async function attributedCall(session: string): Promise<string> {
  const { body } = await askNumber(ringtrail.api, shop, session);
  const { callSid } = await playCall(ringtrail, { to: body.number ?? '', from: '+12125550143' });
  await attributionOf(ringtrail.api, callSid);
  return (await callOf(ringtrail.api, callSid)).id;
}

describe('records', () => {
  it('are added, listed, shown, changed and removed', async () => {
    const added = await json('pools', 'add', `provider=${shop.provider}`, 'name=Print', 'reserve=2');
    expect(added).toMatchObject({ provider: shop.provider, name: 'Print', reserve: 2 });
    const list = await run(['pools', 'list', '--provider', shop.provider]);
    expect(list.out.split('\n')[0]).toMatch(/^ID +NAME +PROVIDER +RESERVE +HOLD SECONDS$/);
    expect(list.out).toContain(added.id);
    expect(await json('pools', 'set', added.id, 'name=Flyers')).toMatchObject({ name: 'Flyers' });
    expect((await run(['pools', 'get', added.id])).out).toMatch(/^name +Flyers$/m);
    expect((await run(['pools', 'rm', added.id])).out).toBe(`Removed ${added.id}.\n`);
    const gone = await run(['pools', 'get', added.id]);
    expect(gone).toMatchObject({ code: 1, out: '' });
    expect(gone.err).toMatch(/^ringtrail: There is no .*\(not_found\)\n$/);
  });

  it('are read from a file, which members complete', async () => {
    const child = spawn(
      process.execPath,
      [script, '--json', 'providers', 'add', 'name=From a pipe', '-f', '-'],
      {
        env: environment(known()),
      },
    );
    let out = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stdin.end('{"name":"Another","country":"DE"}');
    await new Promise((resolve) => child.on('close', resolve));
    expect(JSON.parse(out)).toMatchObject({ name: 'From a pipe', country: 'DE' });
  });
});

describe('a set-up file', () => {
  it('is exported, does not differ, and is applied to the system again', async () => {
    const file = join(home, 'ringtrail.yaml');
    expect((await run(['export', '-o', file])).out).toBe(`Wrote ${file}.\n`);
    expect((await run(['apply', '-f', file, '--dry-run'])).out).toBe('There is no difference.\n');
    const text = await readFile(file, 'utf8');
    expect(text.split('\n', 1)[0]).toBe(
      `# yaml-language-server: $schema=${ringtrail.url}/ringtrail.schema.json`,
    );
    expect((await fetch(`${ringtrail.url}/ringtrail.schema.json`)).status).toBe(200);
    await writeFile(file, text.replace('name: Front desk', 'name: Switchboard'));
    const refused = await run(['apply', '-f', file]);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('Nobody can confirm this here. Add --yes');
    const applied = await run(['apply', '-f', file, '--yes']);
    expect(applied.out).toMatch(/^ {4}name: "Front desk" → "Switchboard"$/m);
    expect(applied.out).toMatch(/^Applied\.$/m);
    const again = await json('apply', '-f', file, '--dry-run');
    expect(again).toEqual({ changes: [], unlisted: [] });
  });

  it('of an export goes through a pipe', async () => {
    const { PATH = '' } = process.env;
    const command = `"${process.execPath}" "${script}" export | "${process.execPath}" "${script}" apply --dry-run`;
    const out = await new Promise((resolve) => {
      execFile('sh', ['-c', command], { env: { ...environment(known()), PATH } }, (_, text) => resolve(text));
    });
    expect(out).toBe('There is no difference.\n');
  });
});

describe('calls', () => {
  it('are listed, explained and counted', async () => {
    const call = await attributedCall('explained');
    expect((await run(['calls', '--provider', shop.provider])).out).toContain('+12125550143');
    const story = (await run(['explain', call])).out;
    expect(story).toMatch(/^attributedTo +session$/m);
    expect(story).toMatch(/^session +explained$/m);
    expect(story).toMatch(/^- .+/m);
    const report = await run(['report', '--by', 'to,outcome', '--days', '1', '--provider', shop.provider]);
    expect(report.out).toMatch(/^session +answered +\d+ /m);
    expect(report.out).toMatch(/^all calls +\d+ /m);
  });

  it('are printed as they come', async () => {
    const child = spawn(process.execPath, [script, '--json', 'tail', '--count', '1'], {
      env: environment(known()),
    });
    let out = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    const closed = new Promise((resolve) => child.on('close', resolve));
    await once(child.stderr, 'data');
    const call = await attributedCall('tailed');
    expect(await closed).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ call, provider: shop.provider, outcome: 'answered' });
  });
});

describe('the gateway', () => {
  it('is that of the login, which only its owner can read', async () => {
    const wrong = await run(['--url', ringtrail.url, '--key', 'rt_wrong', 'login'], {});
    expect(wrong.code).toBe(1);
    const login = await run(['--url', `${ringtrail.url}/`, 'login'], { RINGTRAIL_KEY: ringtrail.adminKey });
    expect(login.out).toMatch(/^Logged in to http:\S+\d as .+\.\n$/);
    const profile = join(home, '.config', 'ringtrail', 'profile.json');
    expect((await stat(profile)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(profile, 'utf8'))).toEqual({
      url: ringtrail.url,
      key: ringtrail.adminKey,
    });
    expect((await run(['providers', 'list'], {})).out).toContain(shop.provider);
    expect((await run(['--url', 'http://127.0.0.1:9', 'providers', 'list'], {})).err).toContain(
      'There is no key',
    );
    await rm(profile);
  });

  it('is that of the data folder', async () => {
    const env = { DATA_DIR: ringtrail.dataDir, RINGTRAIL_ADMIN_KEY: ringtrail.adminKey };
    expect((await run(['providers', 'list'], env)).out).toContain(shop.provider);
    expect(await run(['providers', 'list'], {})).toMatchObject({
      code: 1,
      err: 'ringtrail: No Ringtrail runs on this data folder, and nobody has logged in. Start one, or run `ringtrail login`.\n',
    });
  });
});

it('plan says what more numbers bring', async () => {
  const { out } = await run(['plan', shop.pool, '--sessions', '60', '--target', '0.9', '--price', '2']);
  expect(out).toMatch(/^60 sessions an hour, 60 at the peak\./);
  expect(out).toMatch(/^\d+ now +\d+\.\d % /m);
  expect(out).toMatch(/^For 90\.0 % exact calls: \d+ numbers\.$/m);
});

describe('a mistake', () => {
  it.each([
    [['pool', 'list'], 2, 'unknown command'],
    [['pools', 'get'], 2, 'missing required argument'],
    [['pools', 'add', 'name'], 1, 'write member=value'],
    [['pools', 'add', '-f', '/nowhere.json'], 1, '/nowhere.json cannot be read (ENOENT).'],
    [['pools', 'add', 'reserve=many'], 1, '(invalid_request)'],
    [['plan', 'pool_unknown'], 1, 'There is no pool pool_unknown.'],
    [['report', '--by', 'colour'], 1, 'must name some of'],
    [['report', '--days', 'many'], 1, '--days must be a number'],
    [['apply', '-f', '/nowhere.yaml'], 1, '/nowhere.yaml cannot be read (ENOENT).'],
    [['export', '--provider', 'nobody'], 1, 'There is no provider nobody.'],
    [['check-site', 'example'], 1, 'is not a URL'],
    [['check-site', 'https://nowhere.example'], 1, 'No site has the origin https://nowhere.example.'],
    [['--url', 'http://127.0.0.1:9', '--key', 'k', 'calls'], 1, 'http://127.0.0.1:9 does not answer'],
    [['--url', 'http://127.0.0.1:9', '--key', 'k', 'tail'], 1, 'does not answer'],
  ])('%j ends with %i and a sentence', async (args, code, sentence) => {
    const { err, ...ended } = await run(args);
    expect(ended).toEqual({ code, out: '' });
    expect(err).toContain(sentence);
    expect(err, 'a stack').not.toMatch(/^\s+at /m);
  });

  it.each(['owner-link', 'fallback-export'])('in the store of %s is said without a stack', async (name) => {
    const args = [
      name,
      '--url',
      'https://calls.example',
      ...(name === 'fallback-export' ? ['--to', home] : []),
    ];
    const { code, err } = await run(args, { STORE_URL: 'sqlite:/nowhere/at/all.db' });
    expect({ code, isStack: /^\s+at /m.test(err) }).toEqual({ code: 1, isStack: false });
    expect(err).toContain('/nowhere/at/all.db');
  });

  it('in a setting is said as by the start', async () => {
    const { code, err } = await run(['calls'], { PORT: 'many' });
    expect({ code, isStack: /^\s+at /m.test(err) }).toEqual({ code: 1, isStack: false });
    expect(err).toContain('PORT');
  });
});

it('each command of the table in docs/command-line.md exists and has a help that fits a terminal', async () => {
  const page = await readFile(new URL('../docs/command-line.md', import.meta.url), 'utf8');
  const commands = [...page.matchAll(/^\| (`[a-z][\w` <>,-]+) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z-]+)/g)].map(([, name]) => name as string),
  );
  expect(commands).toContain('tail');
  const { out } = await run(['--help']);
  const listed = [...out.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name);
  expect(listed.filter((name) => name !== 'help' && name !== 'login').toSorted()).toEqual(
    commands.toSorted(),
  );
  for (const name of [
    'pools',
    'report',
    'tail',
    'call',
    'owner-link',
    'fallback-export',
    'backup',
    'restore',
    'store',
  ]) {
    const { code, out: help, err } = await run([name, '--help'], {});
    expect({ code, err }, name).toEqual({ code: 0, err: '' });
    expect(
      help.split('\n').filter(({ length }) => length > 80),
      name,
    ).toEqual([]);
  }
});

it('--version is that of the package', async () => {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  expect((await run(['--version'])).out).toBe(`${version}\n`);
});
