import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkedLog } from '../../test/support/log-lines.ts';
import { type Access, changeOf } from '../domain/audit.ts';
import { Problem } from '../domain/problem.ts';
import { Reach } from '../domain/reach.ts';
import { scopesOf } from '../domain/scope.ts';
import { createApp } from '../http/app.ts';
import { rawRoute, route } from './route.ts';

const MAX_BYTES = 1000;
const answers = { 200: { description: 'An echo', schema: z.unknown() } };
const common = { tag: 'Test', summary: 'Test', answers, maxBodyBytes: MAX_BYTES } as const;
const params = z.object({ id: z.string() });
const body = z.object({ text: z.string() });

const lines: string[] = [];
const accesses: Access[] = [];
const measured: [path: string, status: number][] = [];

/** Each route twice: served before Express, and by it. */
const routes = [true, false].flatMap((isHot) => {
  const base = isHot ? '/hot' : '/plain';
  return [
    route({
      ...common,
      ...{ isHot, isForPages: isHot, scope: null, method: 'post', path: `${base}/{id}/echo`, params, body },
      handle: (input, { requestId }) => ({ status: 200, body: { ...input, requestId } }),
    }),
    rawRoute({
      ...common,
      ...{ isHot, scope: null, method: 'post', path: `${base}/raw`, rawBody: { contentType: 'text/plain' } },
      handle: ({ body: bytes }) => ({ status: 200, text: bytes }),
    }),
    route({
      ...common,
      ...{ isHot, scope: null, method: 'get', path: `${base}/broken` },
      handle: () => {
        throw new Error('a fault');
      },
    }),
  ];
});
const signIn = route({
  ...common,
  ...{ scope: null, method: 'post', path: '/sign-in', body },
  handle: (_input, { noteAs }) => {
    const person = noteAs({ kind: 'person', id: 'per_1', name: 'Anna', reach: Reach.whole });
    const changed = { kind: 'people', id: 'per_1', provider: 'prov_1' };
    person.note(changeOf(changed, { name: 'A', role: 'owner' }, { name: 'B', role: 'owner' }));
    throw new Problem('unauthorized', 'Wrong.');
  },
});
const guarded = route({
  ...common,
  ...{
    scope: 'keys:write',
    method: 'post',
    path: '/guarded/{id}',
    params,
    query: z.object({ name: z.string(), limit: z.string().optional() }),
  },
  handle: () => ({ status: 201, body: { id: 'created' } }),
});

let server: Server;
let url: string;
beforeAll(async () => {
  const log = checkedLog('warn', (line) => lines.push(line));
  const { listener } = createApp({
    routes: [...routes, signIn, guarded],
    findHolder: async ({ authorization = '' }) => {
      const id = authorization.replace('Bearer ', '');
      if (id !== 'read' && id !== 'admin') return null;
      return { kind: 'key', id, name: id, scopes: scopesOf([id]), reach: Reach.whole };
    },
    noteAccess: (access) => void accesses.push(access),
    measure: (one, status) => void measured.push([one.path, status]),
    trustProxy: false,
    log,
    version: '0',
  });
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const JSON_HEADERS = { 'Content-Type': 'application/json' };

function post(path: string, content: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  return fetch(url + path, { method: 'POST', body: content, headers: { ...JSON_HEADERS, ...headers } });
}

const text = JSON.stringify({ text: 'añ' });

describe.each(['/hot', '/plain'])('a body sent to a route at %s', (base) => {
  it.each<[string, string | Uint8Array<ArrayBuffer>, Record<string, string>]>([
    ['as JSON', text, {}],
    ['as text/plain, as beacons do', text, { 'Content-Type': 'text/plain;charset=UTF-8' }],
    ['as a JSON type of its own', text, { 'Content-Type': 'application/cloudevents+json' }],
    ['with gzip', gzipSync(text), { 'Content-Encoding': 'gzip' }],
    ['with deflate', deflateSync(text), { 'Content-Encoding': 'deflate' }],
    ['with brotli', brotliCompressSync(text), { 'Content-Encoding': 'br' }],
    ['with a byte order mark', `\uFEFF${text}`, {}],
    ['as UTF-16', Buffer.from(text, 'utf16le'), { 'Content-Type': 'application/json; charset="utf-16le"' }],
  ])('is read %s', async (_how, content, headers) => {
    const answer = await post(`${base}/one%20id/echo`, content, headers);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ params: { id: 'one id' }, body: { text: 'añ' } });
  });

  it.each<[string, string | Uint8Array<ArrayBuffer>, Record<string, string>, number, string]>([
    ['that is no JSON', '{', {}, 400, 'invalid_json'],
    ['that is missing', '', {}, 400, 'invalid_request'],
    ['that does not fit the schema', '{"text":1}', {}, 400, 'invalid_request'],
    ['with a NUL character', '{"text":"\\u0000"}', {}, 400, 'invalid_request'],
    ['of another type', text, { 'Content-Type': 'text/html' }, 415, 'unsupported_media_type'],
    [
      'of another charset',
      text,
      { 'Content-Type': 'text/plain; charset=latin1' },
      415,
      'unsupported_media_type',
    ],
    ['of an unknown encoding', text, { 'Content-Encoding': 'zip' }, 415, 'unsupported_media_type'],
    ['that is no gzip', text, { 'Content-Encoding': 'gzip' }, 400, 'invalid_request'],
    ['above the limit', 'x'.repeat(MAX_BYTES + 1), {}, 413, 'body_too_large'],
    [
      'above the limit once decompressed',
      gzipSync('x'.repeat(MAX_BYTES + 1)),
      { 'Content-Encoding': 'gzip' },
      413,
      'body_too_large',
    ],
  ])('is refused %s', async (_how, content, headers, status, code) => {
    const answer = await post(`${base}/1/echo`, content, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await answer.json()).toMatchObject({ status, code });
  });

  it('is refused above the limit when it declares no length', async () => {
    const sending = httpRequest(`${url}${base}/raw`, { method: 'POST' });
    sending.on('error', () => undefined);
    sending.write('x'.repeat(MAX_BYTES + 1));
    const [response] = await once(sending, 'response');
    expect(response.statusCode).toBe(413);
    sending.destroy();
  });

  it('reaches a raw route byte by byte, whatever its type', async () => {
    const bytes = Buffer.from([0, 255, 10, 13]);
    const answer = await post(`${base}/raw`, bytes, { 'Content-Type': 'application/x-anything' });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
    expect((await post(`${base}/raw`, 'x'.repeat(MAX_BYTES + 1))).status).toBe(413);
  });
});

describe.each(['/hot', '/plain'])('a path below %s', (base) => {
  it('is found in another case and with a slash at the end, as Express finds it', async () => {
    expect((await post(`${base.toUpperCase()}/1/Echo/`, text)).status).toBe(200);
    expect((await post(`${base}/raw/`, '1')).status).toBe(200);
  });

  it('with a broken escape is refused', async () => {
    const answer = await post(`${base}/%E0%A4%A/echo`, text);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid_request' });
  });

  it('with another method is refused, and the answer names the right ones', async () => {
    const answer = await fetch(`${url}${base}/raw`, { method: 'PUT' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST');
  });

  it('is answered to a preflight only where pages may call it', async () => {
    const answer = await fetch(`${url}${base}/1/echo`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://a.example' },
    });
    expect(answer.status).toBe(base === '/hot' ? 204 : 405);
    expect(answer.headers.get('access-control-allow-origin')).toBe(
      base === '/hot' ? 'https://a.example' : null,
    );
  });
});

describe('a request id', () => {
  it.each(['/hot', '/plain'])(
    'of a request to %s is in answer, context and problem document',
    async (base) => {
      const headers = { 'X-Request-Id': 'req.1' };
      const good = await post(`${base}/1/echo`, text, headers);
      expect(good.headers.get('x-request-id')).toBe('req.1');
      expect(await good.json()).toMatchObject({ requestId: 'req.1' });
      const bad = await post(`${base}/1/echo`, '{', headers);
      expect(bad.headers.get('x-request-id')).toBe('req.1');
      expect(await bad.json()).toMatchObject({ requestId: 'req.1' });
      const made = await post(`${base}/1/echo`, '{');
      expect(await made.json()).toMatchObject({ requestId: made.headers.get('x-request-id') });
    },
  );

  it.each(['/hot', '/plain'])('of a request to %s that fails is in the log', async (base) => {
    lines.length = 0;
    const answer = await fetch(`${url}${base}/broken`, { headers: { 'X-Request-Id': 'req.2' } });
    expect(answer.status).toBe(500);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', requestId: 'req.2' });
  });

  it.each(['/nothing', '/guarded/1', '/openapi.json'])('is in the answer of %s', async (path) => {
    const answer = await fetch(url + path, { headers: { 'X-Request-Id': 'req.3' } });
    expect(answer.headers.get('x-request-id')).toBe('req.3');
  });
});

describe('a guarded route', () => {
  const ask = (key: string) =>
    fetch(`${url}/guarded/7?name=x&limit=3`, { method: 'POST', headers: { Authorization: `Bearer ${key}` } });

  it('refuses a request without a valid key, and notes no access', async () => {
    const answer = await ask('wrong');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(accesses).toEqual([]);
  });

  it.each([
    ['read', 403, ['7']],
    ['admin', 201, ['7', 'created']],
  ])('notes the access of the key %s once, with the answer’s status', async (key, status, ids) => {
    accesses.length = 0;
    const answer = await ask(key);
    await answer.text();
    await expect.poll(() => accesses).toHaveLength(1);
    expect(accesses[0]).toEqual({
      ...{ key, name: key, provider: null, method: 'POST', route: '/guarded/{id}', ids, status },
      ...{ query: { name: 'x' }, kind: 'key', address: '127.0.0.1', readsCallers: false, changes: [] },
    });
  });

  it('notes the access to an open route whose handler names the sender, and its changes', async () => {
    accesses.length = 0;
    await post('/hot/1/echo', text);
    expect((await post('/sign-in', text)).status).toBe(401);
    await expect.poll(() => accesses).toHaveLength(1);
    expect(accesses[0]).toMatchObject({
      ...{ kind: 'person', key: 'per_1', name: 'Anna', route: '/sign-in', status: 401, provider: 'prov_1' },
      changes: [{ kind: 'people', id: 'per_1', before: { name: 'A' }, after: { name: 'B' } }],
    });
  });
});

describe('a parameter that no schema names', () => {
  const ask = (path: string) =>
    fetch(url + path, {
      method: 'POST',
      headers: { Authorization: 'Bearer admin', ...JSON_HEADERS },
      body: text,
    });

  it('is refused with its name where a key is needed', async () => {
    const answer = await ask('/guarded/7?name=x&nmae=y');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: 'invalid_request',
      detail: '/nmae: is not a parameter of this route. Its parameters are: name, limit.',
      errors: [{ pointer: '/nmae' }],
    });
  });

  it.each(['/hot', '/plain'])('is ignored where none is needed: %s', async (base) => {
    expect((await ask(`${base}/1/echo?utm_source=x`)).status).toBe(200);
  });
});

describe('an answer', () => {
  it.each(['/hot', '/plain'])('of a route at %s is measured once, with its status', async (base) => {
    measured.length = 0;
    await post(`${base}/1/echo`, text);
    await post(`${base}/1/echo`, '{');
    await fetch(`${url}${base}/broken`);
    await fetch(`${url}/nothing`);
    expect(measured).toEqual([
      [`${base}/{id}/echo`, 200],
      [`${base}/{id}/echo`, 400],
      [`${base}/broken`, 500],
    ]);
  });
});
