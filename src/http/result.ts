import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Whose key a request bears. */
export type KeyHolder = { id: string; name: string };

/** What a route knows of a request besides its checked input; of no framework. */
export type RequestContext = {
  headers: IncomingHttpHeaders;
  /** The client's address: that of the connection, or what a trusted proxy says. */
  address: string;
  /** null on routes that ask for no key. */
  key: KeyHolder | null;
};

/**
 * What to answer: JSON as `body`, or `text` as it is (compressed, where the headers say so), or a `stream` of texts, or
 * nothing.
 */
export type HttpResult = {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  text?: string | Uint8Array;
  /** No further text is asked for while the client has not taken the last one; the signal ends it when the client goes. */
  stream?: (gone: AbortSignal) => AsyncIterable<string>;
};

/** A client that takes nothing for so long is given up. */
const STALLED_MS = 120_000;

export function sendResult(response: ServerResponse, { status, headers, body, text }: HttpResult): void {
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  if (content === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  response
    .writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(content),
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    })
    .end(content);
}

/** @returns once all is sent. Rejects when the stream fails: before its first text nothing has been sent yet. */
export async function sendStream(
  response: ServerResponse,
  { status, headers, stream }: HttpResult & Required<Pick<HttpResult, 'stream'>>,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  if (response.destroyed) return;
  const texts = stream(gone.signal)[Symbol.asyncIterator]();
  async function* all(first: IteratorResult<string>) {
    if (!first.done) yield first.value;
    yield* { [Symbol.asyncIterator]: () => texts };
  }
  try {
    const source = Readable.from(all(await texts.next()), { highWaterMark: 1 });
    response.setTimeout(STALLED_MS, () => response.destroy());
    response.writeHead(status, { 'X-Content-Type-Options': 'nosniff', ...headers });
    await pipeline(source, response);
  } catch (error) {
    const isGone = /^(ERR_STREAM_PREMATURE_CLOSE|EPIPE|ECONNRESET)$/.test(
      (error as NodeJS.ErrnoException).code ?? '',
    );
    if (!isGone) throw error;
  } finally {
    await texts.return?.();
  }
}
