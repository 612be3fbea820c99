/** HTTP to addresses that somebody else has chosen: nothing of the operator's own network is reached by it. */
import { type LookupAddress, lookup as lookUpByDns } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, request } from 'undici';
import { isPublicAddress } from './addresses.ts';

/** An answer is read up to here, in bytes; nobody needs more of it. */
const ANSWER_BYTES = 64_000;
const CONNECT_MS = 10_000;

export type Outgoing = {
  method: 'POST';
  url: string;
  headers: Record<string, string>;
  body: string;
};

export type Exchange =
  | {
      type: 'answered';
      status: number;
      retryAfter: string | null;
      /** The answer's beginning; all of it unless `isCut`. */
      text: string;
      isCut: boolean;
      ms: number;
    }
  /**
   * refused: the address may not be reached; unsent: there was no connection, so nothing has arrived; unanswered: it
   * may have arrived.
   */
  | { type: 'refused' | 'unsent' | 'unanswered'; detail: string; ms: number };

export type Send = (outgoing: Outgoing) => Promise<Exchange>;

export type OutgoingOptions = {
  /** For the whole exchange, in milliseconds. */
  timeoutMs: number;
  /** Lets addresses of private networks and plain http pass. */
  allowPrivate: boolean;
  /** For tests: who answers for names, and which addresses may be reached. */
  lookUp?: typeof lookUpByDns;
  isAllowed?: (address: string) => boolean;
};

/** The address may not be reached. */
class Forbidden extends Error {}
/** There was no connection. */
class Unconnected extends Error {}

/**
 * A host is looked up once for each connection, all its addresses are checked, and the connection goes to these: what
 * the name says a moment later does not matter. Redirects are not followed.
 */
export function openOutgoing({
  timeoutMs,
  allowPrivate,
  lookUp = lookUpByDns,
  isAllowed = isPublicAddress,
}: OutgoingOptions) {
  const connect = buildConnector({
    timeout: Math.min(CONNECT_MS, timeoutMs),
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

  const send: Send = async ({ method, url, headers, body }) => {
    const began = performance.now();
    const ms = () => Math.round(performance.now() - began);
    const problem = allowPrivate ? null : urlProblem(url);
    if (problem) return { type: 'refused', detail: problem, ms: 0 };
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await request(url, { method, headers, body, signal, dispatcher: agent });
      const { text, isCut } = await beginning(answer.body);
      const retryAfter = [answer.headers['retry-after']].flat()[0] ?? null;
      return { type: 'answered', status: answer.statusCode, retryAfter, text, isCut, ms: ms() };
    } catch (error) {
      const detail = signal.aborted ? `There was no answer within ${timeoutMs} ms.` : describe(error);
      const type =
        error instanceof Forbidden ? 'refused' : error instanceof Unconnected ? 'unsent' : 'unanswered';
      return { type, detail, ms: ms() };
    }
  };

  return { send, close: () => agent.destroy() };
}

/** Why nothing is ever sent to the url, as far as it says so itself; null: its name is still to be looked up. */
export function urlProblem(url: string): string | null {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' ? literalProblem(hostname) : 'Only https is sent to.';
}

function literalProblem(hostname: string): string | null {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) > 0 && !isPublicAddress(host) ? `${host} is no address of the public internet.` : null;
}

function checkedLookup(lookUp: typeof lookUpByDns, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, done) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return done(error, []);
      const wrong = addresses.find(({ address }) => !isAllowed(address));
      if (wrong)
        return done(
          new Forbidden(`${hostname} leads to ${wrong.address}, no address of the public internet.`),
          [],
        );
      const [first] = addresses;
      if (!first) return done(new Error(`${hostname} has no address.`), []);
      if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}

/** Reads no further than is needed: an answer without end takes neither memory nor time. */
async function beginning(
  body: AsyncIterable<Buffer> & { destroy(): unknown; on: NodeJS.EventEmitter['on'] },
) {
  body.on('error', () => undefined);
  const chunks: Buffer[] = [];
  let length = 0;
  let isCut = false;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > ANSWER_BYTES) {
        isCut = true;
        break;
      }
    }
  } catch {
    // The status is known; that the rest does not come changes nothing of it.
    isCut = true;
  } finally {
    body.destroy();
  }
  return { text: Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8'), isCut };
}

function describe(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  const said = message || (error as AggregateError).errors?.map(String).join('; ') || 'unknown';
  return code && !said.includes(code) ? `${code}: ${said}` : said;
}
