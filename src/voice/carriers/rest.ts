import type { z } from 'zod';
import { CarrierUnavailable } from './account.ts';

/** How long a carrier's API may take for one page. */
const TIMEOUT_MS = 15_000;
/** A list that is longer than this is not read to its end. */
const MAX_PAGES = 500;

export type Rest = {
  /** The API's base URL, without a slash at its end. */
  url: string;
  authorization: string;
};

export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/**
 * Reads a list page by page.
 * @param path the first page's, below the base URL
 * @param nextOf where the next page is, as the page says; null: this was the last
 * @param until whether no more than this page is wanted
 */
export async function allPages<T>(
  rest: Rest,
  path: string,
  schema: z.ZodType<T>,
  nextOf: (page: T) => string | null | undefined,
  until: (page: T) => boolean = () => false,
): Promise<T[]> {
  const pages: T[] = [];
  for (let next: string | null | undefined = path; next; ) {
    if (pages.length === MAX_PAGES) throw new CarrierUnavailable(`${path} has more than ${MAX_PAGES} pages`);
    const page: T = await getJson(rest, next, schema);
    pages.push(page);
    next = until(page) ? null : nextOf(page);
  }
  return pages;
}

async function getJson<T>({ url, authorization }: Rest, path: string, schema: z.ZodType<T>): Promise<T> {
  const address = new URL(path, url);
  // A page that leads elsewhere must not be told our password.
  if (address.origin !== new URL(url).origin) throw new CarrierUnavailable(`${path} is not at ${url}`);
  let status: number;
  let body: unknown;
  try {
    const response = await fetch(address, {
      headers: { Authorization: authorization, Accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    status = response.status;
    body = status === 200 ? await response.json() : await response.text();
  } catch (error) {
    throw new CarrierUnavailable(`${address.origin}${address.pathname} did not answer`, { cause: error });
  }
  if (status !== 200) throw new CarrierUnavailable(`${address.origin}${address.pathname} answered ${status}`);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new CarrierUnavailable(`${address.origin}${address.pathname} answered what cannot be read`, {
    cause: parsed.error,
  });
}
