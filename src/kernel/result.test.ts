import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { sendStream } from './result.ts';

const TEXT = 'x'.repeat(65_536);

let server: Server;
afterEach(() => server.close());

type Seen = { taken: number; isEnded: boolean; signal: AbortSignal | undefined; failure: unknown };

/** Serves a stream of texts and records its progress. */
async function serve(texts: number, failAt = Number.POSITIVE_INFINITY): Promise<{ seen: Seen; url: string }> {
  const seen: Seen = { taken: 0, isEnded: false, signal: undefined, failure: undefined };
  server = createServer((_request, response) => {
    const stream = async function* (signal: AbortSignal) {
      seen.signal = signal;
      try {
        for (; seen.taken < texts; seen.taken++) {
          if (seen.taken === failAt) throw new Error('the store is away');
          yield TEXT;
        }
      } finally {
        seen.isEnded = true;
      }
    };
    sendStream(response, { status: 200, stream }, 'request-1').catch((error) => {
      seen.failure = error;
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Resolves when no further text was taken in 100 turns of the event loop. */
async function untilQuiet(seen: Seen): Promise<void> {
  for (let [quiet, last] = [0, -1]; quiet < 100; last = seen.taken) {
    await new Promise(setImmediate);
    quiet = seen.taken === last ? quiet + 1 : 0;
  }
}

async function ask(url: string): Promise<IncomingMessage> {
  const [response] = (await once(get(url), 'response')) as [IncomingMessage];
  return response;
}

describe('a stream', () => {
  it('takes no more texts than the client reads, and continues when it reads', async () => {
    const { seen, url } = await serve(2000);
    const response = await ask(url);
    await untilQuiet(seen);
    // The buffers of the kernel and of Node hold these texts. All of them would be 130 MB.
    expect(seen.taken).toBeLessThan(300);
    let bytes = 0;
    for await (const chunk of response) bytes += (chunk as Buffer).length;
    expect(bytes).toBe(2000 * TEXT.length);
  });

  it('ends when its client disconnects', async () => {
    const { seen, url } = await serve(Number.POSITIVE_INFINITY);
    const response = await ask(url);
    response.destroy();
    await expect.poll(() => seen.isEnded).toBe(true);
    expect(seen.signal?.aborted).toBe(true);
    expect(seen.failure).toBeUndefined();
  });

  it('that fails half-way is cut off, so that the client sees no end', async () => {
    const { seen, url } = await serve(50, 20);
    const response = await ask(url);
    await expect(
      (async () => {
        for await (const _ of response);
      })(),
    ).rejects.toThrow('aborted');
    expect(seen.failure).toMatchObject({ message: 'the store is away' });
  });
});
