import type { IncomingMessage } from 'node:http';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Problem } from '../domain/problem.ts';

/** The limit of a route that names no other. */
export const DEFAULT_MAX_BODY_BYTES = 100_000;

/** JSON in `text/plain` too: it spares browsers the preflight, and beacons cannot send another type. */
const JSON_TYPE = /^(?:application\/json|text\/plain|[\w.+-]+\/[\w.+-]+\+json)\s*(?:;|$)/i;
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]+)/i;

const BYTE_ORDER_MARK = '\uFEFF';

const DECOMPRESS = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress };

/**
 * Reads the body, decompressed, as bytes. Rejects with `body_too_large` above the limit, before the rest is read, with
 * `unsupported_media_type` for an unknown encoding, and with `invalid_request` when the body breaks off.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
    if (encoding !== 'identity' && !(encoding in DECOMPRESS)) throw unsupported();
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
    const decompress = DECOMPRESS[encoding as keyof typeof DECOMPRESS]?.();
    const source = decompress ? request.pipe(decompress) : request;
    const chunks: Buffer[] = [];
    let bytes = 0;

    function fail(problem: Problem): void {
      request.unpipe();
      request.pause();
      decompress?.destroy();
      reject(problem);
    }

    source.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) fail(tooLarge());
      else chunks.push(chunk);
    });
    source.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    source.on('error', (error) => fail(unreadable(error)));
    if (decompress) request.on('error', (error) => fail(unreadable(error)));
  });
}

/** Reads the body as JSON. Rejects as `readBody` and for broken JSON. Throws for a missing body and another content type. */
export function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const { 'content-type': type, 'content-length': length, 'transfer-encoding': chunked } = request.headers;
  const isJson = JSON_TYPE.test(type ?? '');
  const bytesDeclared = Number(length ?? 0);
  if (!isJson && type !== undefined && bytesDeclared > 0)
    throw new Problem('unsupported_media_type', 'Send the body as application/json.');
  if (!isJson || (bytesDeclared === 0 && chunked === undefined))
    throw new Problem('invalid_request', 'Send a JSON body.');
  const charset = charsetOf(type ?? '');
  return readBody(request, maxBytes).then((bytes) => parseJson(bytes, charset));
}

function parseJson(bytes: Buffer, charset: string): unknown {
  const text = charset === 'utf-8' ? bytes.toString('utf8') : new TextDecoder(charset).decode(bytes);
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  } catch (error) {
    throw new Problem('invalid_json', 'The body is not valid JSON.', { cause: error });
  }
}

/** Returns the content type's charset. Throws `unsupported_media_type` for one that is not Unicode. */
function charsetOf(contentType: string): string {
  const charset = CHARSET.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
  if (charset !== 'utf-8' && !/^utf-?(?:8|16|16le|16be)$/.test(charset)) throw unsupported();
  return charset;
}

function unsupported(): Problem {
  return new Problem('unsupported_media_type', 'The gateway cannot decode this content encoding or charset.');
}

function tooLarge(): Problem {
  return new Problem('body_too_large', 'The body is larger than this route allows.');
}

function unreadable(cause: unknown): Problem {
  return new Problem('invalid_request', 'The body cannot be read.', { cause });
}
