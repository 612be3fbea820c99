/** The examples for servers, run as they are. Those for browsers are in test/browser/tags-package.test.ts. */

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { apiAt } from './support/api.ts';
import { openEventStream } from './support/event-stream.ts';
import { eventually } from './support/eventually.ts';
import { freePorts } from './support/ports.ts';
import { addressOf, isInstalled, type Program, startProgram } from './support/programs.ts';
import { callOf } from './support/records.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';
import { playCall } from './support/twilio.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const path = (name: string) => fileURLToPath(new URL(`../examples/${name}`, import.meta.url));

let ringtrail: Ringtrail;
let shop: SetUp;
let folder: string;
let programs: Program[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rt-examples-'));
  ringtrail = await startRingtrail({ env: { TRUST_PROXY: 'loopback', DELIVERY_PRIVATE_NETWORKS: 'on' } });
  shop = await setUpProvider(ringtrail.api, { numbers: 20, threshold: 100 });
});
afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop()));
  programs = [];
});
afterAll(async () => {
  await ringtrail.stop();
  await rm(folder, { recursive: true, force: true });
});

function start(...program: Parameters<typeof startProgram>): Program {
  const started = startProgram(...program);
  programs.push(started);
  return started;
}

async function callFrom(session: string): Promise<string> {
  const { body } = await askNumber(ringtrail.api, shop, session);
  const { callSid } = await playCall(ringtrail, { to: body.number ?? '', from: '+12125550143' });
  return callSid;
}

describe('the server without tags', () => {
  it('writes the number of the visit into its page, and its own for a robot', async () => {
    const { publicUrl: GATEWAY } = ringtrail;
    const env = { GATEWAY, SITE: shop.site, ENDPOINT: shop.endpoint, PORT: '0' };
    const url = await addressOf(start(process.execPath, [path('server-without-tags/server.mjs')], env));

    async function page(userAgent: string, cookie = '') {
      const response = await fetch(url, { headers: { 'User-Agent': userAgent, Cookie: cookie } });
      const [, number = ''] = /href="tel:(\+\d+)"/.exec(await response.text()) ?? [];
      return { number, visit: (response.headers.get('set-cookie') ?? '').split(';', 1)[0] };
    }
    const first = await page(BROWSER);
    expect(shop.numbers).toContain(first.number);
    expect((await page(BROWSER, first.visit)).number).toBe(first.number);
    expect((await page(BROWSER)).number).not.toBe(first.number);
    expect((await page('Mozilla/5.0 (compatible; Googlebot/2.1)')).number).toBe('+12025550199');
  });
});

describe('the consumer of webhooks', () => {
  it.for([
    ['Node', process.execPath, 'webhook-node/consumer.mjs'],
    ['Python', 'python3', 'webhook-python/consumer.py'],
  ] as const)(
    'in %s takes a signed webhook once, and refuses a false, changed or old one',
    async (example, context) => {
      const [name, program, file] = example;
      if (!isInstalled(program, '--version')) context.skip(`no ${program} on PATH`);
      const [port] = await freePorts(1);
      const url = `http://127.0.0.1:${port}/`;
      const wanted = { provider: shop.provider, kind: 'webhook', name, settings: { url } };
      const made = await ringtrail.api<{ id: string; secret: string }>('POST', '/v1/consumers', {
        body: wanted,
      });
      const { id, secret } = made.body;
      const receiver = start(program, [path(file)], { RINGTRAIL_SECRET: secret, PORT: String(port) });
      await addressOf(receiver);

      const call = await callOf(ringtrail.api, await callFrom(`webhook-${name}`));
      await eventually(() => receiver.output().includes(`call.attributed ${call.id} google 0.9`));
      expect((await ringtrail.api('DELETE', `/v1/consumers/${id}`)).status).toBe(204);

      const body = '{"type":"consumer.test","timestamp":"2026-01-01T00:00:00Z","data":{}}';
      async function post(signedBy: string, { at = new Date(), sent = body } = {}): Promise<number> {
        const headers = {
          'webhook-id': 'msg_1',
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': `v1,AAAA ${new Webhook(signedBy).sign('msg_1', at, body)}`,
        };
        return (await fetch(url, { method: 'POST', body: sent, headers })).status;
      }
      expect(await post(`whsec_${Buffer.from('another secret of 24 bytes').toString('base64')}`)).toBe(400);
      expect(await post(secret, { sent: body.replace('test', 'fake') })).toBe(400);
      expect(await post(secret, { at: new Date(Date.now() - 600_000) })).toBe(400);
      expect((await fetch(url, { method: 'POST', body })).status).toBe(400);
      expect([await post(secret), await post(secret)]).toEqual([204, 204]);
      await eventually(() => receiver.output().includes('consumer.test - - -'));
      expect(receiver.output().match(/(call|consumer)\.\w+/g)).toEqual(['call.attributed', 'consumer.test']);
    },
  );
});

describe('a proxy', () => {
  /** Saves the example with the addresses of this test, and returns its path. */
  async function configured(file: string, port: number, adapt: (text: string) => string): Promise<string> {
    const text = (await readFile(path(`proxies/${file}`), 'utf8'))
      .replace('127.0.0.1:8080', new URL(ringtrail.url).host)
      .replaceAll('calls.example.com', `http://127.0.0.1:${port}`);
    const saved = join(folder, file);
    await writeFile(saved, adapt(text));
    return saved;
  }

  /** Asks for a number through the proxy, and follows a call on its stream. Returns the number and the call's session. */
  async function served(port: number, session: string): Promise<{ number: string | null; session: unknown }> {
    const url = `http://127.0.0.1:${port}`;
    await eventually(async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok);
    const { body } = await askNumber(apiAt(url, ringtrail.adminKey), shop, session);
    const feed = `${url}/v1/attributions/stream?provider=${shop.provider}`;
    const stream = await openEventStream(feed, ringtrail.adminKey);
    const call = await callOf(ringtrail.api, await callFrom(`${session}-streamed`));
    let event = await stream.next();
    while (event.data.call !== call.id) event = await stream.next();
    stream.close();
    return { number: body.number, session: event.data.session };
  }

  const expected = (session: string) => ({
    number: expect.stringMatching(/^\+1202555\d{4}$/),
    session: `${session}-streamed`,
  });

  it('by Caddy serves pages and streams', async (context) => {
    if (!isInstalled('caddy', 'version')) context.skip('no caddy on PATH');
    const [port = 0] = await freePorts(1);
    const file = await configured('Caddyfile', port, (text) => `{\n\tadmin off\n}\n${text}`);
    start('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], { HOME: folder });
    expect(await served(port, 'caddy')).toEqual(expected('caddy'));
  });

  it('by nginx serves pages and streams', async (context) => {
    if (!isInstalled('nginx', '-v')) context.skip('no nginx on PATH');
    const [port = 0] = await freePorts(1);
    const file = await configured('nginx.conf', port, (text) => {
      const server = text
        .replace('listen 443 ssl', `listen 127.0.0.1:${port}`)
        .replace(/ {2}(ssl_|server_name).*\n/g, '');
      const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
      const temporary = places.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n');
      return `pid ${folder}/nginx.pid;\nevents {}\nhttp {\naccess_log off;\n${temporary}\n${server}}`;
    });
    start('nginx', ['-c', file, '-e', 'stderr', '-g', 'daemon off; master_process off;']);
    expect(await served(port, 'nginx')).toEqual(expected('nginx'));
  });
});

it('the unit of systemd is one that systemd takes', async (context) => {
  if (!isInstalled('systemd-analyze', '--version')) context.skip('no systemd-analyze on PATH');
  const unit = await readFile(path('proxies/ringtrail.service'), 'utf8');
  const file = join(folder, 'ringtrail.service');
  await writeFile(file, unit.replace('/usr/bin/node', process.execPath));
  const { stderr } = await promisify(execFile)('systemd-analyze', ['verify', file]);
  expect(stderr).toBe('');
});
