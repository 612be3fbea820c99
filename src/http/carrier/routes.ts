import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express, { type Request, type Router } from 'express';
import type { Logger } from 'pino';
import { Problem } from '../../domain/problem.ts';
import { resultOfError } from '../problem.ts';
import { sendResult } from '../result.ts';
import { type BaseUrls, baseUrlsOf, isForwarded } from './base-urls.ts';
import type { AnswerWebhook } from './webhooks.ts';

export type Bases = {
  /** The base URLs that a carrier may have called; the first is the one we give out. */
  publicUrls: () => BaseUrls;
  /** Whether those are configured, and not just what this machine calls itself. */
  isPublicUrlSet: boolean;
};

type Webhooks = ReadonlyMap<string, AnswerWebhook>;

const MAX_BODY_BYTES = 65_536;

/** Mounts the webhooks of carriers on Express. */
export function carrierRoutes(
  router: Router,
  webhooks: Webhooks,
  { publicUrls, isPublicUrlSet }: Bases,
): void {
  const readRaw = express.raw({ type: () => true, limit: MAX_BODY_BYTES });
  for (const [path, answer] of webhooks) {
    const handler = async (request: Request, response: ServerResponse) => {
      const { method, originalUrl: url, headers } = request;
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const bases = baseUrlsOf(request, publicUrls(), isPublicUrlSet);
      sendResult(response, await answer({ method, url, headers, body, bases }));
    };
    router.post(path, readRaw, handler);
    router.get(path, handler);
    router.all(path, (request, response) => {
      response.set('Allow', 'GET, POST');
      throw new Problem('method_not_allowed', `${request.method} is not possible here.`);
    });
  }
}

/**
 * Answers the webhooks of carriers straight on Node's HTTP server, where Express would cost as much as all the rest;
 * docs/performance.md has the figures. What is unusual about a request sends it on to `otherwise`, with the body
 * unread, where the same webhooks are mounted.
 */
export function serveWebhooks(
  webhooks: Webhooks,
  otherwise: RequestListener,
  { publicUrls, isPublicUrlSet, log }: Bases & { log: Logger },
): RequestListener {
  return (request, response) => {
    const { url = '' } = request;
    const path = url.split('?', 1)[0] ?? '';
    const answer = webhooks.get(path);
    if (!answer || !isUsual(request) || (!isPublicUrlSet && isForwarded(request))) {
      otherwise(request, response);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      try {
        const { method = '', headers } = request;
        sendResult(response, await answer({ method, url, headers, body, bases: publicUrls() }));
      } catch (error) {
        sendResult(response, resultOfError(error, path, log));
      }
    });
  };
}

function isUsual({ method, headers }: IncomingMessage): boolean {
  const length = Number(headers['content-length'] ?? Number.NaN);
  return (
    method === 'POST' && headers['content-encoding'] === undefined && length >= 0 && length <= MAX_BODY_BYTES
  );
}
