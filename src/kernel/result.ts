import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { REQUEST_ID_HEADER } from './request-id.ts';

/** An answer: JSON as `body`, `text` as it is (compressed, where the headers say so), a `stream` of texts or bytes, or no content. */
export type HttpResult = {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: unknown;
  text?: string | Uint8Array;
  /** Makes the next text only once the client has taken the last one. The signal aborts when the client goes. */
  stream?: (gone: AbortSignal) => AsyncIterable<string | Uint8Array>;
};

/** A client that takes nothing for this time is cut off. */
const STALLED_MS = 120_000;

/** Sends an answer that is no stream. */
export function sendResult(
  response: ServerResponse,
  { status, headers, body, text }: HttpResult,
  requestId: string,
): void {
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  if (content === undefined) {
    response.writeHead(status, { [REQUEST_ID_HEADER]: requestId, ...headers }).end();
    return;
  }
  response
    .writeHead(status, {
      [REQUEST_ID_HEADER]: requestId,
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(content),
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    })
    .end(content);
}

/** Sends a stream and resolves at its end. Rejects when the stream fails: before its first text nothing has been sent. */
export async function sendStream(
  response: ServerResponse,
  { status, headers, stream }: HttpResult & Required<Pick<HttpResult, 'stream'>>,
  requestId: string,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  if (response.destroyed) return;
  const texts = stream(gone.signal)[Symbol.asyncIterator]();
  async function* all(first: IteratorResult<string | Uint8Array>) {
    if (!first.done) yield first.value;
    yield* { [Symbol.asyncIterator]: () => texts };
  }
  try {
    const source = Readable.from(all(await texts.next()), { highWaterMark: 1 });
    response.setTimeout(STALLED_MS, () => response.destroy());
    response.writeHead(status, {
      [REQUEST_ID_HEADER]: requestId,
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    });
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
