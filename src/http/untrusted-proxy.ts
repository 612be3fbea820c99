import type { IncomingMessage, Server } from 'node:http';
import type { Logger } from 'pino';

/**
 * Warns once when a proxy reports its clients although no proxy is trusted. All visitors would then count as one address: that
 * of the proxy.
 */
export function warnOfUntrustedProxy(server: Server, log: Pick<Logger, 'warn'>): void {
  function look({ headers }: IncomingMessage): void {
    if (headers['x-forwarded-for'] === undefined && headers.forwarded === undefined) return;
    server.off('request', look);
    log.warn(
      'a request came through a proxy, but TRUST_PROXY is off: all visitors count as one address; set TRUST_PROXY, and let the proxy send X-Forwarded-For',
    );
  }
  server.on('request', look);
}
