import type { z } from 'zod';
import { type Rest, TIMEOUT_MS } from './rest.ts';
import { ShopError } from './shop.ts';
import { type Refusal, shopErrorOf, unanswered } from './twilio-like/shop-faults.ts';

/** A body in one of the two forms that carriers take. */
export type ShopBody = { form: Record<string, string> } | { json: object };

export type ShopClient = {
  /** Reads a resource. Rejects with `ShopError`. */
  read<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  /** Changes the account. Rejects with `ShopError`, of the kind `uncertain` when the change may have been made. */
  change(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: ShopBody): Promise<unknown>;
};

/**
 * Opens a client for the shop of a carrier's HTTP API. It follows no redirect.
 * @param refusalIn reads the carrier's code and words from the body of a refusal
 */
export function openShopClient(
  rest: Rest,
  refusalIn: (body: unknown) => Pick<Refusal, 'code' | 'message'>,
): ShopClient {
  async function request(method: string, path: string, body: ShopBody | undefined): Promise<unknown> {
    const isChange = method !== 'GET';
    let response: Response;
    let text: string;
    try {
      response = await fetch(new URL(path, rest.url), {
        method,
        headers: { Authorization: rest.authorization, Accept: 'application/json', ...typeOf(body) },
        ...(body && { body: textOf(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      text = await response.text();
    } catch (error) {
      throw unanswered((error as { cause?: { code?: unknown } }).cause?.code, isChange);
    }
    const answer = jsonIn(text);
    if (response.ok) return answer;
    const { status, headers } = response;
    throw shopErrorOf({ status, ...refusalIn(answer), retryAfter: headers.get('retry-after') }, isChange);
  }

  return {
    async read(path, schema) {
      const parsed = schema.safeParse(await request('GET', path, undefined));
      if (parsed.success) return parsed.data;
      throw new ShopError('unavailable', 'an answer that Ringtrail cannot read');
    },
    change: request,
  };
}

function typeOf(body: ShopBody | undefined): Record<string, string> {
  if (!body) return {};
  return { 'Content-Type': 'form' in body ? 'application/x-www-form-urlencoded' : 'application/json' };
}

function textOf(body: ShopBody): string {
  return 'form' in body ? new URLSearchParams(body.form).toString() : JSON.stringify(body.json);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
