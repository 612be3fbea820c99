import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';
import type { Named, NoteAs, Sender } from '../domain/holder.ts';
import type { AccessRecord } from './access-record.ts';
import { requestIdOf } from './request-id.ts';

/** The facts of a request that a handler may need besides its checked input. */
export type RequestContext = {
  /** Names the request in log lines, jobs, problem documents and the answer's `X-Request-Id`. */
  readonly requestId: string;
  readonly method: string;
  /** Path and query as received. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The client's address: that of the connection, or the one that a trusted proxy reports. */
  readonly address: string;
  /** The base URL that a trusted proxy reports in `X-Forwarded-Host` and `-Proto`; null without such a report. */
  readonly forwardedBase: string | null;
  /** null on routes that are open to all. */
  readonly holder: Sender | null;
  /**
   * Names the sender that a route which is open to all has found, such as a person who signs in or fails to, so that the audit log
   * has the request. Returns it as the sender of changes. Only the first call of a request counts.
   */
  readonly noteAs: NoteAs;
};

/** The facts of a request whose sender is known. */
export type HeldContext = RequestContext & { readonly holder: Sender };

/** Whether to believe the proxy at the address, `hop` connections away: Express's `trust proxy fn`. */
export type IsTrusted = (address: string, hop: number) => boolean;

/** The context of a request on Node's HTTP server. It computes address and base URL only when they are read. */
export class ServedRequest implements RequestContext {
  readonly requestId: string;
  holder: Sender | null = null;
  /** Begins the entry of the audit log. undefined where the kernel has begun it. */
  record: ((named: Named) => AccessRecord) | undefined;
  readonly #request: IncomingMessage;
  readonly #isTrusted: IsTrusted;

  constructor(request: IncomingMessage, isTrusted: IsTrusted) {
    this.requestId = requestIdOf(request.headers);
    this.#request = request;
    this.#isTrusted = isTrusted;
  }

  get noteAs(): NoteAs {
    return (named) => {
      const { note = nothing, concern = nothing } = this.record?.(named) ?? {};
      this.record = undefined;
      return { ...named, note, concern };
    };
  }

  get method(): string {
    return this.#request.method ?? '';
  }

  get url(): string {
    // Express shortens `url` where it is mounted below a path, and saves the URL as received.
    const { originalUrl } = this.#request as { originalUrl?: string };
    return originalUrl ?? this.#request.url ?? '';
  }

  get path(): string {
    return pathOf(this.url);
  }

  get headers(): IncomingHttpHeaders {
    return this.#request.headers;
  }

  get address(): string {
    const { headers, socket } = this.#request;
    // proxyAddr makes several lists, which a request without a proxy does not need. A connection that broke off has no address any more.
    const hasProxy = headers['x-forwarded-for'] !== undefined;
    return (hasProxy ? proxyAddr(this.#request, this.#isTrusted) : socket.remoteAddress) ?? '';
  }

  get forwardedBase(): string | null {
    const { 'x-forwarded-host': host, 'x-forwarded-proto': protocol, host: direct } = this.headers;
    if (host === undefined && protocol === undefined) return null;
    if (!this.#isTrusted(this.#request.socket.remoteAddress ?? '', 0)) return null;
    return `${firstOf(protocol) || 'http'}://${firstOf(host) || direct}`;
  }
}

/** Returns the URL's part before the query. */
export function pathOf(url: string): string {
  const mark = url.indexOf('?');
  return mark < 0 ? url : url.slice(0, mark);
}

/** Returns the first entry of a list with commas: the one that the proxy next to the client added. */
function firstOf(header: string | string[] | undefined): string {
  const [first = ''] = String(header ?? '').split(',', 1);
  return first.trim();
}

function nothing(): void {}
