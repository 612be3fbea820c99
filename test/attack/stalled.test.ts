import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from '../support/allocations.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { type SetUp, setUpProvider } from '../support/setup-provider.ts';
import { dialled, newCallSid, postWebhook, VOICE } from '../support/twilio.ts';

const MAX_FILES = 400;
/** Node's own limit for a whole request is 300 seconds. */
const MAX_STALL_MS = 60_000;

let ringtrail: Ringtrail;
let shop: SetUp;
const sockets: Socket[] = [];

beforeAll(async () => {
  ringtrail = await startRingtrail({ maxOpenFiles: MAX_FILES });
  shop = await setUpProvider(ringtrail.api, { numbers: 10, threshold: 1000 });
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await ringtrail.stop();
});

/** Opens a connection and sends the beginning of a request. */
async function stall(beginning: string): Promise<Socket> {
  const socket = connect(Number(new URL(ringtrail.url).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(beginning);
  return socket;
}

const HEADERS = 'Host: localhost\r\nContent-Type: text/plain\r\nContent-Length: 500\r\n\r\n';
const PAGE = `POST /v1/allocations HTTP/1.1\r\n${HEADERS}{`;
const CALL = `POST ${VOICE} HTTP/1.1\r\n${HEADERS}C`;

it.each([
  ['in the body of a page', PAGE],
  ['in the body of a webhook', CALL],
  ['in its headers', 'POST /v1/allocations HTTP/1.1\r\nHost: loc'],
  ['before its first byte', ''],
])('a client that stalls %s is cut off within seconds', { concurrent: true }, async (_where, beginning) => {
  const began = performance.now();
  const socket = await stall(beginning);
  socket.resume();
  await once(socket, 'close');
  expect(performance.now() - began).toBeLessThan(MAX_STALL_MS);
});

describe('when clients hold more connections than the process can open', () => {
  it.each([
    ['pages', PAGE],
    ['webhooks', CALL],
    ['connections without a byte', ''],
  ])('%s that stall keep out no call and no page', async (_kind, beginning) => {
    for (let i = 0; i < 2 * MAX_FILES; i++) await stall(beginning);
    const call = {
      CallSid: newCallSid(),
      From: '+14155550100',
      To: shop.numbers[0] ?? '',
      CallStatus: 'ringing',
    };
    const answer = await postWebhook(ringtrail, VOICE, call);
    expect(answer.status).toBe(200);
    expect(dialled(answer.text)?.number).toBe(shop.endpointNumber);
    // On a busy machine Redis may answer too late for a page, which then asks again.
    const ask = async () => (await askNumber(ringtrail.api, shop, 'visitor')).body.keyedBy;
    await expect.poll(ask).toBe('session');
  });
});
