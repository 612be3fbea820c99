import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { HttpResult } from '../../kernel/result.ts';

/** A script as it is served; compressed once, since every page asks for it. */
export type Script = {
  text: string;
  gzipped: Buffer;
  hash: string;
  /** For a script element's `integrity`. */
  integrity: string;
};

/** gzip alone: brotli saves 400 bytes more, and takes 12 ms in which no call is answered. */
export function scriptOf(text: string): Script {
  return {
    text,
    gzipped: gzipSync(text, { level: 9 }),
    hash: createHash('sha256').update(text).digest('base64url').slice(0, 16),
    integrity: `sha384-${createHash('sha384').update(text).digest('base64')}`,
  };
}

/** The script, compressed for a browser that takes it so, or 304 where the browser has it already. */
export function sendScript(script: Script, caching: string, asked: IncomingHttpHeaders): HttpResult {
  const etag = `"${script.hash}"`;
  const headers = {
    'Content-Type': 'text/javascript; charset=utf-8',
    'Cache-Control': `public, ${caching}`,
    ETag: etag,
    Vary: 'Accept-Encoding',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Access-Control-Allow-Origin': '*',
  };
  if (asked['if-none-match']?.includes(etag)) return { status: 304, headers };
  if (!takesGzip(asked)) return { status: 200, headers, text: script.text };
  return { status: 200, headers: { ...headers, 'Content-Encoding': 'gzip' }, text: script.gzipped };
}

/** `gzip;q=0` refuses it. */
function takesGzip({ 'accept-encoding': accepted = '' }: IncomingHttpHeaders): boolean {
  return /(^|[,\s])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))\s*([;,]|$)/i.test(`${accepted}`);
}
