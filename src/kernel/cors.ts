import type { IncomingHttpHeaders } from 'node:http';
import type { HttpResult } from './result.ts';

/** Returns the headers that let a page of `origin` read the answer; none without an origin. */
export function allowing(origin: string | undefined): Record<string, string> {
  return origin === undefined ? {} : { 'Access-Control-Allow-Origin': origin, Vary: 'Origin' };
}

/**
 * Answers a preflight for any origin. It reveals nothing: the request itself names the site whose origins count.
 * The tags send `text/plain` and need no preflight.
 */
export function preflight({ origin = '*' }: IncomingHttpHeaders): HttpResult {
  return {
    status: 204,
    headers: {
      ...allowing(origin),
      'Access-Control-Allow-Methods': 'POST',
      'Access-Control-Allow-Headers': 'Content-Type',
      'Access-Control-Max-Age': '7200',
    },
  };
}
