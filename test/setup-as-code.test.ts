import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandRun, runCommand } from './support/command.ts';
import { dataFolder, type Ringtrail, startRingtrail } from './support/ringtrail.ts';

const EXAMPLES = fileURLToPath(new URL('../config/examples', import.meta.url));
const SECRETS = /env: (\w+)/g;

let folder: string;
let ringtrail: Ringtrail;
beforeAll(async () => {
  folder = await dataFolder();
  ringtrail = await startRingtrail({ env: { DEMO: 'on' } });
});
afterAll(async () => {
  await ringtrail.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Returns a value for each secret that the file names: one that fits a key, a webhook and a URL's credentials. */
async function secretsFor(file: string): Promise<Record<string, string>> {
  const names = [...(await readFile(file, 'utf8')).matchAll(SECRETS)].map(([, name = '']) => name);
  return Object.fromEntries(
    names.map((name, i) => [
      name,
      name.endsWith('_URL') ? `https://hooks.example.com/${i}` : secretOf(name, i),
    ]),
  );
}

function secretOf(name: string, i: number): string {
  const digits = String(i).padStart(32, '0');
  return /KEY$/.test(name) ? `rt_${digits}` : `whsec_${Buffer.from(digits).toString('base64')}`;
}

function run(args: string[], env: Record<string, string> = {}): Promise<CommandRun> {
  const known = { HOME: folder, RINGTRAIL_URL: ringtrail.url, RINGTRAIL_KEY: ringtrail.adminKey };
  return runCommand(args, { env: { ...known, ...env } });
}

/** Copies an example into the folder of the test, with the files of its secrets. */
async function copied(example: string): Promise<string> {
  const text = await readFile(join(EXAMPLES, example), 'utf8');
  await mkdir(join(folder, 'secrets'), { recursive: true });
  for (const [i, [, path = '']] of [...text.matchAll(/file: ([\w/.-]+)/g)].entries())
    await writeFile(join(folder, path), secretOf('KEY', i + 1000));
  const file = join(folder, example);
  await writeFile(file, text);
  return file;
}

/** Exports the set-up, and returns what an apply of it would change. */
async function roundTrip(): Promise<string> {
  const file = join(folder, 'export.yaml');
  expect(await run(['export', '-o', file])).toMatchObject({ code: 0, err: '' });
  const { code, out, err } = await run(['apply', '-f', file, '--dry-run']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

describe('a set-up that is exported', () => {
  it('does not differ: the demo', async () => {
    const { body } = await ringtrail.api<{ data: unknown[] }>('GET', '/v1/sites');
    expect(body.data.length).toBeGreaterThan(0);
    expect(await roundTrip()).toBe('There is no difference.\n');
  });

  it('does not differ: the agency of fifty clients, once it is applied', async () => {
    // The example has numbers of the demo.
    expect((await ringtrail.api('DELETE', '/v1/demo')).status).toBeLessThan(300);
    const file = await copied('agency.yaml');
    const applied = await run(['apply', '-f', file, '--yes'], await secretsFor(file));
    expect(applied.err).toBe('');
    expect(applied.out).toMatch(/^Applied\.$/m);
    const { out } = await run(['apply', '-f', file, '--dry-run']);
    expect(out).toMatch(/^There is no difference\.$/m);
    expect(await roundTrip()).toBe('There is no difference.\n');
  });
});

/** A proxy before the gateway. It calls `onWrite` once it has passed a change on, before anybody gets the answer. */
async function startProxy(onWrite: () => void): Promise<{ url: string; close: () => void }> {
  const server = createServer(async (incoming, response) => {
    const body = await buffer(incoming);
    const passed = request(ringtrail.url + incoming.url, {
      method: incoming.method,
      headers: incoming.headers,
    });
    passed.end(body);
    const [answer] = await once(passed, 'response');
    if (incoming.method !== 'GET') onWrite();
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => void server.close().closeAllConnections(),
  };
}

/** Returns the export of one provider, under a name that all providers of the test share. */
async function exportOf(provider: string): Promise<string> {
  const { out, code } = await run(['export', '--provider', provider]);
  expect(code).toBe(0);
  const variable = provider.toUpperCase().replaceAll('-', '_');
  return out.replaceAll(provider, 'the-provider').replaceAll(variable, 'THE_PROVIDER');
}

describe('an apply that is killed after each of its changes', () => {
  it('ends with the set-up of an apply that was not', async () => {
    const file = join(EXAMPLES, 'plumber.yaml');
    const env = await secretsFor(file);
    const text = await readFile(file, 'utf8');
    /** Writes the example for a provider of another name and with numbers of its own. */
    const fileFor = async (slug: string, area: string) => {
      const path = join(folder, `${slug}.yaml`);
      await writeFile(
        path,
        text.replace('miller-plumbing:', `${slug}:`).replaceAll('+13125550', `+1${area}5550`),
      );
      return path;
    };
    const whole = await fileFor('plumber-one', '212');
    expect((await run(['apply', '-f', whole, '--yes'], env)).code).toBe(0);

    const killed = await fileFor('plumber-two', '213');
    let kill = () => {};
    let kills = 0;
    const proxy = await startProxy(() => kill());
    let last: CommandRun;
    do {
      last = await runCommand(['apply', '-f', killed, '--yes'], {
        env: { HOME: folder, RINGTRAIL_URL: proxy.url, RINGTRAIL_KEY: ringtrail.adminKey, ...env },
        onStart: (end) => {
          kill = end;
        },
      });
      kills += 1;
    } while (last.code !== 0);
    expect(last.out).toMatch(/^There is no difference\.$/m);
    proxy.close();
    expect(kills).toBeGreaterThan(4);
    const same = (exported: string) => exported.replaceAll(/\+121[23]/g, '+1AREA');
    expect(same(await exportOf('plumber-two'))).toBe(same(await exportOf('plumber-one')));
  });
});
