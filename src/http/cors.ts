import type { RequestHandler } from 'express';

/** Lets a page of `origin` read the answer. */
export function allowing(origin: string | undefined): Record<string, string> {
  return origin === undefined ? {} : { 'Access-Control-Allow-Origin': origin, Vary: 'Origin' };
}

/**
 * Answers a preflight for any origin: it gives nothing away, and the request itself names the site whose origins
 * count. The tags need none, since they send text/plain.
 */
export const preflight: RequestHandler = (request, response) => {
  response.set({
    ...allowing(request.headers.origin ?? '*'),
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': 'Content-Type',
    'Access-Control-Max-Age': '7200',
  });
  response.status(204).end();
};
