import type { IncomingHttpHeaders } from 'node:http';
import type { HttpResult } from './result.ts';

/**
 * Returns the headers that let a page of `origin` read the answer; none without an origin. Some pages send credentials with every
 * request. They are allowed and never read.
 */
export function allowing(origin: string | undefined): Record<string, string> {
  if (origin === undefined) return {};
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
    Vary: 'Origin',
  };
}

/**
 * Answers a preflight for any origin and any header. It reveals nothing: the request itself names the site whose origins count. The
 * tags send `text/plain` and need no preflight, but some pages add headers to every request.
 */
export function preflight(headers: IncomingHttpHeaders): HttpResult {
  const requested = headers['access-control-request-headers'];
  return {
    status: 204,
    headers: {
      ...allowing(headers.origin ?? '*'),
      'Access-Control-Allow-Methods': 'POST',
      'Access-Control-Allow-Headers': requested ?? 'Content-Type',
      'Access-Control-Max-Age': '7200',
    },
  };
}
