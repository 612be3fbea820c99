import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import proxyAddr from 'proxy-addr';
import { Problem } from '../domain/problem.ts';
import { resultOfError } from './problem.ts';
import { sendResult } from './result.ts';
import { answer, type Route } from './route.ts';

export type DirectOptions = {
  /** As Express's `trust proxy fn`. */
  isTrusted: (address: string, hop: number) => boolean;
  log: Logger;
};

const MAX_BODY_BYTES = 100_000;
const JSON_TYPE = /^(?:application\/json|text\/plain)(?:\s*;\s*charset=utf-8)?$/i;

/**
 * Serves the hottest routes straight on Node's HTTP server, where Express would cost more than all the rest of the
 * request; docs/performance.md has the figures. It takes what browsers usually send and leaves everything else, with
 * the body unread, to `otherwise`, where the same routes are mounted.
 */
export function serveDirect(
  routes: readonly Route[],
  otherwise: RequestListener,
  options: DirectOptions,
): RequestListener {
  const served = routes.map((route) => ({ route, pattern: patternOf(route.path) }));

  return (request, response) => {
    if (!isUsual(request)) {
      otherwise(request, response);
      return;
    }
    const path = request.url?.split('?', 1)[0] ?? '';
    for (const { route, pattern } of served) {
      const match = pattern.exec(path);
      if (!match) continue;
      readAndAnswer(route, match.groups, path, request, response, options);
      return;
    }
    otherwise(request, response);
  };
}

function readAndAnswer(
  route: Route,
  params: unknown,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  { isTrusted, log }: DirectOptions,
): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', async () => {
    try {
      const body = parseJson(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
      const asked = { headers: request.headers, address: proxyAddr(request, isTrusted), key: null };
      sendResult(response, await answer(route, { params, query: {}, body }, asked));
    } catch (error) {
      sendResult(response, resultOfError(error, path, log));
    }
  });
}

function isUsual({ method, headers }: IncomingMessage): boolean {
  const length = Number(headers['content-length'] ?? Number.NaN);
  return (
    method === 'POST' &&
    JSON_TYPE.test(headers['content-type'] ?? '') &&
    headers['content-encoding'] === undefined &&
    length > 0 &&
    length <= MAX_BODY_BYTES
  );
}

function parseJson(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch (error) {
    throw new Problem('invalid_json', 'The body is not JSON.', { cause: error });
  }
}

/** `/v1/links/{link}/renewals` as an expression with a group for each parameter. */
function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}
