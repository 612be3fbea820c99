import type { z } from 'zod';
import { CarrierUnavailable } from './account.ts';

/** The time that a carrier's API gets for one page of a list. */
export const TIMEOUT_MS = 15_000;
/** A longer list is refused. */
export const MAX_PAGES = 500;

export type Rest = {
  /** The API's base URL, without a slash at its end. */
  url: string;
  authorization: string;
};

/** Returns the Authorization header of HTTP Basic. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** How a carrier pages its list. */
export type Paging<T> = {
  /** The path and query of the first page. */
  path: string;
  schema: z.ZodType<T>;
  /** Returns the path or URL of the next page, or nothing after the last page. */
  next: (page: T) => string | null | undefined;
  /** Returns whether the list may end with this page. */
  isEnough?: (page: T) => boolean;
};

/**
 * Reads a list page by page. Rejects with `CarrierUnavailable` when a page fails, is at another origin, or the list has
 * more than 500 pages.
 */
export async function readPages<T>(rest: Rest, { path, schema, next, isEnough }: Paging<T>): Promise<T[]> {
  const pages: T[] = [];
  let address: string | null | undefined = path;
  while (address) {
    if (pages.length === MAX_PAGES) throw new CarrierUnavailable(`${path} has more than ${MAX_PAGES} pages`);
    const page: T = await readPage(rest, address, schema);
    pages.push(page);
    address = isEnough?.(page) ? null : next(page);
  }
  return pages;
}

async function readPage<T>(rest: Rest, path: string, schema: z.ZodType<T>): Promise<T> {
  const address = new URL(path, rest.url);
  const place = `${address.origin}${address.pathname}`;
  // A page of another origin must not get our password.
  if (address.origin !== new URL(rest.url).origin)
    throw new CarrierUnavailable(`${path} is not at ${rest.url}`);
  const { status, body } = await requestJson(address, rest.authorization).catch((cause) => {
    throw new CarrierUnavailable(`${place} did not answer`, { cause });
  });
  if (status !== 200) throw new CarrierUnavailable(`${place} answered ${status}`);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new CarrierUnavailable(`${place} answered with a body that cannot be read`, { cause: parsed.error });
}

async function requestJson(address: URL, authorization: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(address, {
    headers: { Authorization: authorization, Accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const { status } = response;
  return { status, body: status === 200 ? await response.json() : await response.text() };
}
