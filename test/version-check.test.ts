import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newestVersion } from '../tools/cli/newest-version.ts';
import { ensureBuild } from './support/build.ts';
import { runCommand } from './support/command.ts';

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
let requests: string[];
let answer: RequestListener;
const registry = createServer((request, response) => {
  requests.push(`${request.method} ${request.url}`);
  answer(request, response);
});
let url: string;

beforeAll(async () => {
  await ensureBuild();
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/npm/`;
});
beforeEach(() => {
  requests = [];
});
afterAll(() => {
  registry.closeAllConnections();
  registry.close();
});

const run = (...args: string[]) => runCommand(args, { env: { NPM_CONFIG_REGISTRY: url } });
const withVersion = (newest: string) => {
  answer = (_, response) => response.end(JSON.stringify({ name: 'ringtrail', version: newest }));
};

describe('version --check', () => {
  it('names a newer version and the place of its upgrade notes', async () => {
    withVersion('999.0.0');
    expect(await run('version', '--check')).toEqual({
      code: 0,
      out: `This is Ringtrail ${version}. 999.0.0 is out: CHANGELOG.md of ringtrail@999.0.0 has its upgrade notes.\n`,
      err: '',
    });
    expect(requests).toEqual(['GET /npm/ringtrail/latest']);
  });

  it('says that there is no newer one', async () => {
    withVersion(version);
    const out = `This is Ringtrail ${version}. The npm registry has no newer one.\n`;
    expect(await run('version', '--check')).toEqual({ code: 0, out, err: '' });
  });

  it('is done where the registry does not say it', async () => {
    answer = (_, response) => response.writeHead(404).end('{}');
    const reason = 'it answered 404';
    expect(await run('version', '--check')).toEqual({
      code: 0,
      out: `This is Ringtrail ${version}. The npm registry did not say which is the newest: ${reason}.\n`,
      err: '',
    });
    const { out } = await run('--json', 'version', '--check');
    expect(JSON.parse(out)).toEqual({ version, newest: null, reason });
  });
});

describe('the newest version is unknown', () => {
  it.each<[string, RequestListener, timeoutMs?: number]>([
    ['it answered 503', (_, response) => response.writeHead(503).end()],
    ['its answer has no version', (_, response) => response.end('{"version":"\\u001b[31m1.0.0"}')],
    ['its answer has no version', (_, response) => response.end('<html>')],
    ['it cannot be reached (UND_ERR_SOCKET)', ({ socket }) => socket.destroy()],
    ['it did not answer in time', () => undefined, 300],
  ])('with the reason: %s', async (reason, listener, timeoutMs = 240_000) => {
    answer = listener;
    expect(await newestVersion('ringtrail', url, timeoutMs)).toEqual({ newest: null, reason });
  });

  it('without the password of the registry in the reason', async () => {
    expect(await newestVersion('ringtrail', url.replace('//', '//me:hunter2@'))).toEqual({
      newest: null,
      reason: 'its URL cannot be asked',
    });
  });
});

it('without --check, nothing asks the registry', async () => {
  withVersion('999.0.0');
  expect(await run('version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  expect(await run('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  expect(requests).toEqual([]);
});

it('a wrong option of version is refused with a sentence', async () => {
  const { code, out, err } = await run('version', '--chek');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain("unknown option '--chek'");
});
