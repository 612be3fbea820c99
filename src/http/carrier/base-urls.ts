import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';

export type BaseUrls = readonly [string, ...string[]];

/**
 * The base URLs that a carrier may have called; the first is the one that we give out. Where no public URL is
 * configured, a proxy that is trusted may say which it is; nobody else may, since it decides what is signed.
 */
export function baseUrlsOf(request: Request, known: BaseUrls, isPublicUrlSet: boolean): BaseUrls {
  if (isPublicUrlSet || !isForwarded(request) || !isFromTrustedProxy(request)) return known;
  return [`${request.protocol}://${request.host}`, ...known];
}

export function isForwarded({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['x-forwarded-host'] !== undefined || headers['x-forwarded-proto'] !== undefined;
}

function isFromTrustedProxy({ app, socket }: Request): boolean {
  const isTrusted: (address: string, hop: number) => boolean = app.get('trust proxy fn');
  return isTrusted(socket.remoteAddress ?? '', 0);
}
