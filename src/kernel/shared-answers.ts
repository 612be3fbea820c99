import type { IncomingHttpHeaders } from 'node:http';
import type { Sender } from '../domain/holder.ts';
import { createCache } from '../infra/cache.ts';
import { answer, type Input } from './answer.ts';
import type { ServedRequest } from './context.ts';
import type { HttpResult } from './result.ts';
import type { Route } from './route.ts';

const MAX_ANSWERS = 500;
/** No sender gets an older one: an erased caller must not be shown for long. */
const MAX_AGE_SECONDS = 10;

/** An answer with its JSON written, and the providers whose records it shows: the audit log of each sender names them. */
type Written = { result: HttpResult; concerned: ReadonlySet<string | null> };
type Shared = { at: number; written: Promise<Written> };

/**
 * Lets senders with the same rights share the answers of routes that allow it. A sender says by `Cache-Control: max-age=<seconds>` how
 * old an answer it takes (RFC 9111, section 5.2.1.1). A hundred consoles with the same view then cost little more than one. A sender that
 * says nothing gets an answer of its own.
 */
export class SharedAnswers {
  readonly #answers = createCache<Shared>({ max: MAX_ANSWERS, ttlMs: MAX_AGE_SECONDS * 1000 });
  readonly #now: () => number;

  /** @param now the time in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Answers as `answer` does, or by an answer that is young enough for the sender. */
  answer(route: Route, input: Input, context: ServedRequest): Promise<HttpResult> | HttpResult {
    const { holder, headers } = context;
    if (!route.isShared || !holder) return answer(route, input, context);
    const maxAgeMs = maxAgeSeconds(headers) * 1000;
    return maxAgeMs === 0
      ? answer(route, input, context)
      : this.#share(route, input, context, holder, maxAgeMs);
  }

  async #share(
    route: Route,
    input: Input,
    context: ServedRequest,
    holder: Sender,
    maxAgeMs: number,
  ): Promise<HttpResult> {
    const key = `${[...holder.scopes].sort()} ${holder.reach.providers} ${context.url}`;
    const known = this.#answers.get(key);
    const isYoung = known !== undefined && this.#now() - known.at <= maxAgeMs;
    const shared = isYoung ? known : { at: this.#now(), written: write(route, input, context, holder) };
    if (!isYoung) this.#remember(key, shared);
    const { result, concerned } = await shared.written;
    for (const provider of concerned) holder.concern(provider);
    const age = String(Math.floor((this.#now() - shared.at) / 1000));
    return { ...result, headers: { ...result.headers, Age: age } };
  }

  /** Other senders share an answer also while it is being made. None gets one that failed before it asked. */
  #remember(key: string, shared: Shared): void {
    this.#answers.set(key, shared);
    shared.written.catch(() => {
      if (this.#answers.get(key) === shared) this.#answers.delete(key);
    });
  }
}

async function write(route: Route, input: Input, context: ServedRequest, holder: Sender): Promise<Written> {
  const concerned = new Set<string | null>();
  context.holder = { ...holder, concern: (provider) => void concerned.add(provider) };
  const { body, ...result } = await answer(route, input, context);
  return { result: { ...result, text: Buffer.from(JSON.stringify(body)) }, concerned };
}

/** Returns how old an answer the sender takes, in seconds. 0: it wants a new one. */
function maxAgeSeconds({ 'cache-control': control = '' }: IncomingHttpHeaders): number {
  const [, seconds] = /(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,])/i.exec(control) ?? [];
  return Math.min(Number(seconds ?? 0), MAX_AGE_SECONDS);
}
