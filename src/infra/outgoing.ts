/** HTTP to addresses that somebody else chose. It reaches nothing in the operator's own network. */
import { type LookupAddress, lookup as lookUpByDns } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, request } from 'undici';
import { isPublicAddress } from './addresses.ts';

/** The client reads no more of an answer than this, unless it is opened for more. */
const MAX_ANSWER_BYTES = 64_000;
const MAX_CONNECT_MS = 10_000;

export type Outgoing = {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  /** Null: the request has none. */
  body: string | null;
};

export type Exchange =
  | {
      type: 'answered';
      status: number;
      retryAfter: string | null;
      /** The answer, or its beginning when `isCut`. */
      text: string;
      isCut: boolean;
      ms: number;
    }
  | Unanswered;

/**
 * refused: the gateway may not reach the address. unsent: there was no connection, so nothing arrived. unanswered: the
 * request may have arrived.
 */
export type Unanswered = { type: 'refused' | 'unsent' | 'unanswered'; detail: string; ms: number };

/** An answer with its headers, and its bytes or their beginning when `isCut`. */
export type Answer = {
  type: 'answered';
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  bytes: Buffer;
  isCut: boolean;
  ms: number;
};

export type Send = (outgoing: Outgoing) => Promise<Exchange>;
export type Read = (outgoing: Outgoing) => Promise<Answer | Unanswered>;

export type OutgoingOptions = {
  /** The time for a complete exchange, in milliseconds. */
  timeoutMs: number;
  /** Allows addresses of private networks, and plain http. */
  allowPrivate: boolean;
  /** Allows plain http to public addresses. */
  allowPlainHttp?: boolean;
  /** `MAX_ANSWER_BYTES` where it is left out. */
  maxAnswerBytes?: number;
  /** For tests: the resolver of names, and the check of addresses. */
  lookUp?: typeof lookUpByDns;
  isAllowed?: (address: string) => boolean;
};

/** The gateway may not reach the address. */
class Forbidden extends Error {}
/** There was no connection. */
class Unconnected extends Error {}

/**
 * Opens the client. For each connection it looks the host up once, checks all its addresses, and connects to one of them.
 * So a name that leads elsewhere a moment later cannot bypass the check. It follows no redirect.
 */
export function openOutgoing({
  timeoutMs,
  allowPrivate,
  allowPlainHttp = false,
  maxAnswerBytes = MAX_ANSWER_BYTES,
  lookUp = lookUpByDns,
  isAllowed = isPublicAddress,
}: OutgoingOptions) {
  const connect = buildConnector({
    timeout: Math.min(MAX_CONNECT_MS, timeoutMs),
    lookup: allowPrivate ? undefined : checkedLookup(lookUp, isAllowed),
  } as buildConnector.BuildOptions);
  const agent = new Agent({
    connect: (options, done) => {
      const problem = allowPrivate ? null : literalProblem(options.hostname);
      if (problem) return done(new Forbidden(problem), null);
      connect(options, (error, socket) => {
        if (!error) done(null, socket);
        else done(error instanceof Forbidden ? error : new Unconnected(describe(error)), null);
      });
    },
  });

  const read: Read = async ({ method, url, headers, body }) => {
    const startedAt = performance.now();
    const ms = () => Math.round(performance.now() - startedAt);
    const problem = allowPrivate ? null : urlProblem(url, allowPlainHttp);
    if (problem) return { type: 'refused', detail: problem, ms: 0 };
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await request(url, { method, headers, body, signal, dispatcher: agent });
      const { bytes, isCut } = await beginning(answer.body, maxAnswerBytes);
      return { type: 'answered', status: answer.statusCode, headers: answer.headers, bytes, isCut, ms: ms() };
    } catch (error) {
      const detail = signal.aborted ? `There was no answer within ${timeoutMs} ms.` : describe(error);
      const type =
        error instanceof Forbidden ? 'refused' : error instanceof Unconnected ? 'unsent' : 'unanswered';
      return { type, detail, ms: ms() };
    }
  };

  const send: Send = async (outgoing) => {
    const exchange = await read(outgoing);
    if (exchange.type !== 'answered') return exchange;
    const { headers, bytes, ...rest } = exchange;
    const retryAfter = [headers['retry-after']].flat()[0] ?? null;
    return { ...rest, retryAfter, text: bytes.toString('utf8') };
  };

  return { send, read, close: () => agent.destroy() };
}

/** Returns the reason why nothing is sent to the URL. null: the URL is allowed, and its name is checked at look-up. */
export function urlProblem(url: string, allowPlainHttp = false): string | null {
  const { protocol, hostname } = new URL(url);
  const isAllowed = protocol === 'https:' || (allowPlainHttp && protocol === 'http:');
  return isAllowed ? literalProblem(hostname) : 'The URL must use https.';
}

function literalProblem(hostname: string): string | null {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) > 0 && !isPublicAddress(host) ? `${host} is not a public address.` : null;
}

function checkedLookup(lookUp: typeof lookUpByDns, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, done) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return done(error, []);
      const wrong = addresses.find(({ address }) => !isAllowed(address));
      if (wrong)
        return done(
          new Forbidden(`${hostname} leads to ${wrong.address}, which is not a public address.`),
          [],
        );
      const [first] = addresses;
      if (!first) return done(new Error(`${hostname} has no address.`), []);
      if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}

/** Reads the beginning of the body. An endless answer costs neither memory nor time. */
async function beginning(
  body: AsyncIterable<Buffer> & { destroy(): unknown; on: NodeJS.EventEmitter['on'] },
  maxBytes: number,
): Promise<{ bytes: Buffer; isCut: boolean }> {
  body.on('error', () => undefined);
  const chunks: Buffer[] = [];
  let length = 0;
  let isCut = false;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxBytes) {
        isCut = true;
        break;
      }
    }
  } catch {
    // The status has arrived, and the missing rest of the body does not change it.
    isCut = true;
  } finally {
    body.destroy();
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), isCut };
}

function describe(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  const reason = message || (error as AggregateError).errors?.map(String).join('; ') || 'unknown';
  return code && !reason.includes(code) ? `${code}: ${reason}` : reason;
}
