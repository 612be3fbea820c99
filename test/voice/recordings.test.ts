import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRecordingReader } from '../../src/voice/recordings.ts';
import { call } from '../support/examples.ts';

const SOUND = Buffer.from('RIFF of a call');
const BASIC = `Basic ${Buffer.from('AC1:s3cret').toString('base64')}`;
const NONE = { url: null, accounts: [] };

let carrier: Server;
let other: Server;
let url: string;
let otherUrl: string;
let strangersSaw: IncomingMessage[] = [];

beforeAll(async () => {
  [carrier, url] = await serve((request, response) => {
    if (request.headers.authorization !== BASIC) return response.writeHead(401).end();
    if (request.url === '/gone') return response.writeHead(404).end();
    if (request.url === '/away') return response.writeHead(302, { Location: `${otherUrl}/x` }).end();
    if (request.url === '/moved') return response.writeHead(302, { Location: '/sound' }).end();
    if (request.url === '/loop') return response.writeHead(302, { Location: '/loop' }).end();
    const type = request.url === '/page' ? 'text/html' : 'audio/x-wav';
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (!range) return response.writeHead(200, { 'Content-Type': type }).end(SOUND);
    const [from, to] = [Number(range[1]), Number(range[2])];
    const part = { 'Content-Type': type, 'Content-Range': `bytes ${from}-${to}/${SOUND.length}` };
    return response.writeHead(206, part).end(SOUND.subarray(from, to + 1));
  });
  [other, otherUrl] = await serve((request, response) => {
    strangersSaw.push(request);
    response.end('secret');
  });
});
afterAll(() => {
  for (const server of [carrier, other]) server.close();
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`] as const;
}

async function listen(path: string, range?: string, account = 'AC1') {
  const accounts = ['AC1:s3cret', 'AC2:other'];
  const read = createRecordingReader({
    ...{ twilio: { url, accounts }, signalwire: NONE, telnyx: NONE, plivo: NONE },
  });
  const recorded = call('call_1', 0, { account, recording: { url: new URL(path, url).href, seconds: 5 } });
  const { status, headers, bytes } = await read(recorded, range, new AbortController().signal);
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return { status, headers, text: Buffer.concat(chunks).toString() };
}

describe('a recording', () => {
  it("is read from the carrier with the account's password", async () => {
    expect(await listen('/sound')).toMatchObject({
      status: 200,
      text: SOUND.toString(),
      headers: { 'content-type': 'audio/x-wav' },
    });
    expect(await listen('/moved')).toMatchObject({ status: 200, text: SOUND.toString() });
    await expect(listen('/sound', undefined, 'AC2')).rejects.toThrow('answered 401');
  });

  it('is read in parts', async () => {
    const { status, headers, text } = await listen('/sound', 'bytes=5-6');
    expect([status, text, headers['content-range']]).toEqual([206, 'of', `bytes 5-6/${SOUND.length}`]);
    expect((await listen('/sound', 'lines=1-2')).status).toBe(200);
  });

  it('never comes as a page', async () => {
    expect((await listen('/page')).headers['content-type']).toBe('application/octet-stream');
  });

  it.each([
    ['/gone', 'not_found'],
    ['/loop', 'unavailable'],
    ['/away', 'unavailable'],
    ['http://169.254.169.254/latest/meta-data', 'unavailable'],
    ['https://api.twilio.com.evil.example/x', 'unavailable'],
    ['https://eviltwilio.com/x', 'unavailable'],
    ['http://api.twilio.com/x', 'unavailable'],
    ['https://api.twilio.com:8443/x', 'unavailable'],
    ['file:///etc/passwd', 'unavailable'],
  ])('at %s is refused', async (path, code) => {
    strangersSaw = [];
    await expect(listen(path)).rejects.toMatchObject({ code });
    expect(strangersSaw).toEqual([]);
  });

  it('that does not exist is not found', async () => {
    const read = createRecordingReader({ twilio: NONE, signalwire: NONE, telnyx: NONE, plivo: NONE });
    const signal = new AbortController().signal;
    await expect(read(call('call_1', 0), undefined, signal)).rejects.toMatchObject({ code: 'not_found' });
  });
});
