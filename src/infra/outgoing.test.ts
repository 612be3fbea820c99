import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isPublicAddress } from './addresses.ts';
import { type OutgoingOptions, openOutgoing, urlProblem } from './outgoing.ts';

const closing: (() => unknown)[] = [];
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

function outgoing(options: Partial<OutgoingOptions> = {}) {
  const opened = openOutgoing({ timeoutMs: 2000, allowPrivate: true, ...options });
  closing.push(opened.close);
  return (url: string) => opened.send({ method: 'POST', url, headers: { 'x-test': '1' }, body: 'hello' });
}

async function serve(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

/** Creates a resolver that answers with these addresses, one list for each look-up. */
function createResolver(...answers: string[][]) {
  let lookUps = 0;
  const lookUp = (_host: string, _options: object, done: (error: null, found: object[]) => void) => {
    const addresses = answers[Math.min(lookUps++, answers.length - 1)] ?? [];
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { lookUp: lookUp as never as OutgoingOptions['lookUp'], lookUps: () => lookUps };
}

describe('an address', () => {
  it.each([
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    'fe80::1',
    'fec0::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '2002:a00:1::1',
    '2001:0:1::1',
    '2001:db8::1',
    'no address',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '1.1.1.1', '100.63.255.255', '100.128.0.1', '172.32.0.1', '2606:4700::1111'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe('a url', () => {
  it.each([
    'http://hooks.example.com/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://①②⑦.⓪.⓪.①/',
  ])('%s is refused without a connection', async (url) => {
    expect(urlProblem(url)).not.toBeNull();
    expect(await outgoing({ allowPrivate: false })(url)).toMatchObject({ type: 'refused', ms: 0 });
  });

  it('a public name is allowed before its look-up', () => {
    expect(urlProblem('https://hooks.example.com/')).toBeNull();
  });
});

describe('the addresses of a host name', () => {
  it.each([[['10.1.2.3']], [['8.8.8.8', '127.0.0.1']], [['2606:4700::1111', '::1']], [['::ffff:10.0.0.1']]])(
    'the request is refused when one of %j is not public',
    async (addresses) => {
      const { lookUp } = createResolver(addresses);
      const outcome = await outgoing({ allowPrivate: false, lookUp })('https://rebound.example/');
      expect(outcome).toMatchObject({
        type: 'refused',
        detail: expect.stringContaining('rebound.example leads to'),
      });
    },
  );

  it('a connection looks the name up once and goes to an address of that answer', async () => {
    const { server, url } = await serve(() => undefined);
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    const { lookUp, lookUps } = createResolver(['127.0.0.1'], ['10.0.0.1']);
    const isAllowed = (address: string) => address === '127.0.0.1';
    const { port } = new URL(url);
    const send = outgoing({ allowPrivate: false, lookUp, isAllowed });
    // The server speaks no TLS, but the connection reached it.
    expect((await send(`https://rebound.example:${port}/`)).type).toBe('unsent');
    expect([connections, lookUps()]).toEqual([1, 1]);
    expect((await send(`https://rebound.example:${port}/`)).type).toBe('refused');
    expect([connections, lookUps()]).toEqual([1, 2]);
  });
});

describe('an exchange', () => {
  it('an answer has its status, text and Retry-After', async () => {
    const seen: string[] = [];
    const { url } = await serve((request, response) => {
      request.on('data', (chunk) => seen.push(`${chunk}`));
      request.on('end', () => response.writeHead(429, { 'Retry-After': '7' }).end('slowly'));
    });
    expect(await outgoing()(url)).toMatchObject({
      type: 'answered',
      status: 429,
      retryAfter: '7',
      text: 'slowly',
      isCut: false,
    });
    expect(seen).toEqual(['hello']);
  });

  it('a redirect is not followed', async () => {
    let requests = 0;
    const target = await serve((_request, response) => {
      requests += 1;
      response.end();
    });
    const { url } = await serve((_request, response) =>
      response.writeHead(302, { Location: target.url }).end(),
    );
    expect(await outgoing()(url)).toMatchObject({ type: 'answered', status: 302 });
    expect(requests).toBe(0);
  });

  it('an exchange ends in time when the server hangs, before its answer and within it', async () => {
    const silent = await serve(() => undefined);
    expect(await outgoing({ timeoutMs: 150 })(silent.url)).toMatchObject({
      type: 'unanswered',
      detail: 'There was no answer within 150 ms.',
    });
    const halting = await serve((_request, response) => {
      response.writeHead(200);
      response.write('and so on');
    });
    const outcome = await outgoing({ timeoutMs: 150 })(halting.url);
    expect(outcome).toMatchObject({ type: 'answered', status: 200, isCut: true });
  });

  it('a broken connection is unanswered, and a refused connection is unsent', async () => {
    const { url, server } = await serve((request) => request.socket.destroy());
    expect((await outgoing()(url)).type).toBe('unanswered');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await outgoing()(url)).toMatchObject({
      type: 'unsent',
      detail: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('a request without a connection in time is unsent', async () => {
    const lookUp = (() => undefined) as never as OutgoingOptions['lookUp'];
    const send = outgoing({ timeoutMs: 50, allowPrivate: false, lookUp });
    expect((await send('https://slow.example/')).type).toBe('unsent');
  });

  it('an answer of a gigabyte is read to 64,000 bytes only', async () => {
    const piece = Buffer.alloc(1_000_000, 'x');
    let written = 0;
    const { url } = await serve((_request, response) => {
      const write = () => {
        while (written < 1000 && !response.destroyed) {
          written += 1;
          if (!response.write(piece)) return void response.once('drain', write);
        }
        response.end();
      };
      write();
    });
    const outcome = await outgoing({ timeoutMs: 60_000 })(url);
    expect(outcome).toMatchObject({ type: 'answered', status: 200, isCut: true });
    expect(outcome.type === 'answered' && outcome.text.length).toBe(64_000);
    expect(written, 'megabytes that were sent before the connection was closed').toBeLessThan(50);
  });
});
