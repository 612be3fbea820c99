/** The first minutes of somebody who tries Ringtrail: starts that cannot work, a second instance, unusual folders. */
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failedStart } from './support/failed-start.ts';
import { dataFolder, startRingtrail } from './support/ringtrail.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const NO_REDIS = { REDIS_URL: 'redis://127.0.0.1:1' };

let folder: string;
beforeEach(async () => {
  folder = await dataFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a start that cannot work ends with a sentence and exit code 1', () => {
  /** Returns all that the start printed: one sentence. */
  async function failureOf(env: Record<string, string>): Promise<string> {
    const { code, output } = await failedStart({ DATA_DIR: folder, LOG_LEVEL: 'fatal', ...env });
    expect(output).toMatch(/^(?:ringtrail: .*\n)*Ringtrail cannot start: .*\.\n$/);
    expect(code).toBe(1);
    return output;
  }

  it.each(['PORT', 'METRICS_PORT'])('%s is taken', async (name) => {
    const server = await takePort();
    const port = String(portOf(server));
    const failure = await failureOf({ ...NO_REDIS, [name]: port });
    server.close();
    expect(failure).toContain(`another program uses the port ${port}`);
    expect(failure).toContain(`set ${name} to another port`);
  });

  it.each(['192.0.2.1', 'no-such-host.invalid'])('HOST is not of this machine: %s', async (host) => {
    const failure = await failureOf({ ...NO_REDIS, HOST: host });
    expect(failure).toContain(host);
    expect(failure).toContain('Set HOST');
  });

  it.each(['file', 'file/below/it'])('DATA_DIR is a file, or below one: %s', async (path) => {
    await writeFile(join(folder, 'file'), '');
    const failure = await failureOf({ DATA_DIR: join(folder, path) });
    expect(failure).toContain(join(folder, path));
    expect(failure).toContain('set DATA_DIR');
  });

  it('DATA_DIR is in a file system that takes no folders', async (context) => {
    if (process.platform !== 'linux') context.skip('no /proc');
    expect(await failureOf({ DATA_DIR: '/proc/ringtrail/data' })).toContain('Set DATA_DIR');
  });

  it('DATA_DIR is of another user', async (context) => {
    if (process.getuid?.() === 0) context.skip('root may write everywhere');
    await mkdir(join(folder, 'theirs'), { mode: 0o500 });
    expect(await failureOf({ DATA_DIR: join(folder, 'theirs') })).toContain('Give it to the user');
  });

  it.each(['ringtrail.lock', 'run.json', 'port', 'secrets.json'])(
    'a folder is in the place of the file %s',
    async (name) => {
      await mkdir(join(folder, name));
      expect(await failureOf({ PORT: '' })).toContain(join(folder, name));
    },
  );

  it('a file is in the place of the folder of redis-server', async () => {
    await writeFile(join(folder, 'redis'), '');
    expect(await failureOf({})).toContain(join(folder, 'redis'));
  });

  it.each([
    ['of a later version', 'PRAGMA user_version = 9999', 'later version'],
    ['of another program', 'CREATE TABLE theirs (id)', 'not those of Ringtrail'],
  ])('the database is %s', async (_, sql, reason) => {
    const database = new DatabaseSync(join(folder, 'ringtrail.db'));
    database.exec(sql);
    database.close();
    expect(await failureOf(NO_REDIS)).toContain(reason);
  });

  it.each([
    ['is no database', (path: string) => writeFile(path, 'text '.repeat(1000))],
    ['is a folder', (path: string) => mkdir(path)],
  ])('the database %s', async (_, make) => {
    await make(join(folder, 'ringtrail.db'));
    const failure = await failureOf(NO_REDIS);
    expect(failure).toContain(join(folder, 'ringtrail.db'));
    expect(failure).toContain('Correct STORE_URL or DATA_DIR');
  });

  it('MongoDB does not run', async () => {
    const failure = await failureOf({ ...NO_REDIS, STORE_URL: 'mongodb://127.0.0.1:1/x' });
    expect(failure).toContain('correct STORE_URL');
  });
});

describe('a start without PORT', () => {
  const env = { ...NO_REDIS, PORT: '', LOG_LEVEL: 'fatal' };
  const portIn = (url: string) => Number(new URL(url).port);

  it('takes the next free port, and the same one at the next start', async () => {
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    const one = await startRingtrail({ dataDir: first, env });
    const two = await startRingtrail({ dataDir: second, env });
    const [portOfOne, portOfTwo] = [portIn(one.url), portIn(two.url)];
    expect(portOfOne).toBeGreaterThanOrEqual(8080);
    expect(portOfTwo).toBeGreaterThan(portOfOne);
    expect(portOfTwo).toBeLessThan(8180);
    await one.stop();
    await two.stop();

    const again = await startRingtrail({ dataDir: second, env });
    expect(portIn(again.url)).toBe(portOfTwo);
    await again.stop();
  });

  it('takes another port when the one of the last start is taken, or the file holds none', async () => {
    const taken = await takePort();
    for (const text of [String(portOf(taken)), 'text', '', '99999999']) {
      await writeFile(join(folder, 'port'), text);
      const ringtrail = await startRingtrail({ dataDir: folder, env });
      expect(portIn(ringtrail.url)).toBeGreaterThanOrEqual(8080);
      expect(await readFile(join(folder, 'port'), 'utf8')).toBe(`${portIn(ringtrail.url)}\n`);
      await ringtrail.stop();
    }
    taken.close();
  });
});

describe('a folder with spaces, umlauts and signs', () => {
  const sources = ['bench', 'config', 'console', 'dist', 'docs', 'scripts', 'src', 'tools', 'workers'];
  const files = [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'vitest.config.ts',
  ];

  /** Copies the built checkout. The npm packages stay where they are. */
  async function copyCheckout(): Promise<string> {
    const copy = join(folder, "Läden & Söhne's 100%25");
    for (const name of [...sources, ...files, 'test/support'])
      await cp(join(root, name), join(copy, name), { recursive: true });
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
    return copy;
  }

  it('starts, is called by the printed command, exports, tests and measures there', async () => {
    const copy = await copyCheckout();
    const { PATH, HOME } = process.env;
    const sh = async (command: string) =>
      (await promisify(execFile)('sh', ['-c', command], { cwd: copy, env: { PATH, HOME } })).stdout;
    const start = (data: string) =>
      startRingtrail({ root: copy, dataDir: join(copy, data), env: { DEMO: 'on', TWILIO_AUTH_TOKEN: '' } });

    const [first, second] = [await start('data'), await start('data of Müller')];
    for (const { output, url, publicUrl } of [first, second]) {
      const [, command = 'exit 1'] = /Try a call +(.*)/.exec(output()) ?? [];
      expect(command.includes('--data')).toBe(url === second.url);
      const played = await sh(command);
      expect(played).toContain(`${publicUrl}/v1/carriers/twilio/voice`);
      expect(played).toContain('+12025550199</Number>');
    }
    await second.kill9();
    await expect(sh(`npm run call -- --to +12025550100 --data 'data of Müller'`)).rejects.toThrow(
      `No Ringtrail runs on ${join(copy, 'data of Müller')}`,
    );
    expect(await sh(`npm run fallback-export -- --to 'für Söhne' --url https://calls.example.com`)).toContain(
      `12 documents are in ${join(copy, 'für Söhne')}`,
    );
    await first.stop();

    expect(await sh('npm test -- --unit src/domain/origin.test.ts')).toMatch(/\d+ passed, 0 failed/);
    expect(await sh('npm run bench -- allocation --smoke')).toContain('bucket hits');
  });

  it('is built through a link to the checkout', async () => {
    await symlink(root, join(folder, 'link'));
    execFileSync(process.execPath, [join(folder, 'link/scripts/build-tags.mjs'), join(folder, 'tags')]);
    expect(await readdir(join(folder, 'tags'))).toContain('analytics.js');
  });
});

async function takePort(): Promise<Server> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
