/**
 * Checks of a page in the operator's own browser. The page is opened with the check's token in its address, and the tags' own
 * requests carry this address. So the tags need no code for it, and what arrives here is what arrives for a visitor.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { RUNGS } from '../domain/rung.ts';
import type { RedisClient } from '../infra/redis-client.ts';

const LIFE_SECONDS = 900;
/** A page that asks in a loop does not fill Redis. */
const MAX_REQUESTS = 20;
const MARK = 'utm_id=rtc_';
const TOKEN_IN_PAGE = /[?&]utm_id=(rtc_[\w-]{22})(?![\w-])/;
export const TOKEN = /^rtc_[\w-]{22}$/;

/** A request of the checked page. */
export const pageRequestSchema = z
  .object({
    at: z.iso.datetime(),
    type: z.enum(['page', 'allocation']).meta({
      description:
        'page: the analytics tag reported the visit; allocation: the communication tag asked for a number',
    }),
    origin: z.string().nullable().meta({ description: 'The origin that the browser named' }),
    hasSession: z.boolean().meta({ description: 'false: the visitor has not agreed to analytics' }),
    endpoint: z
      .string()
      .nullable()
      .meta({ description: 'The endpoint as the tag names it, by its id or number' }),
    number: z.string().nullable(),
    national: z.string().nullable(),
    keyedBy: z.enum(RUNGS).nullable(),
    reason: z.string().nullable().meta({ description: 'The `reason` of the allocation' }),
    problem: z
      .string()
      .nullable()
      .meta({ description: 'The `code` of the refusal. null: the request was served' }),
  })
  .meta({ id: 'CheckedPageRequest' });
export type PageRequest = z.infer<typeof pageRequestSchema>;

const begunSchema = z.object({
  site: z.string(),
  url: z.string(),
  begunAt: z.string(),
  expiresAt: z.string(),
});
export type BrowserCheck = z.infer<typeof begunSchema> & { token: string };

/** Notes a request of a page for the check that its address names. An address without a check costs one search. */
export type NotePageRequest = (
  page: string | null | undefined,
  site: string,
  seen: Omit<PageRequest, 'at'>,
) => void;

export type BrowserChecks = ReturnType<typeof createBrowserChecks>;

/** @param onFault receives the error of a request that could not be noted. No page waits for it. */
export function createBrowserChecks(redis: RedisClient, now: () => Date, onFault: (error: unknown) => void) {
  async function find(token: string): Promise<BrowserCheck | null> {
    const text = await redis.get(keyOf(token));
    return text === null ? null : { token, ...begunSchema.parse(JSON.parse(text)) };
  }

  async function add(token: string, site: string, request: PageRequest): Promise<void> {
    if ((await find(token))?.site !== site) return;
    const list = listOf(token);
    if ((await redis.rpush(list, JSON.stringify(request))) > MAX_REQUESTS)
      await redis.ltrim(list, 0, MAX_REQUESTS - 1);
    await redis.expire(list, LIFE_SECONDS);
  }

  const note: NotePageRequest = (page, site, seen) => {
    const token = page?.includes(MARK) && TOKEN_IN_PAGE.exec(page)?.[1];
    if (token) add(token, site, { at: now().toISOString(), ...seen }).catch(onFault);
  };

  return {
    note,
    /** Begins a check of the site's page. A campaign of its own makes the tags begin a session, which names this page. */
    async begin(site: string, address: string): Promise<BrowserCheck> {
      const token = `rtc_${randomBytes(16).toString('base64url')}`;
      const url = new URL(address);
      const marks = { utm_source: 'ringtrail', utm_medium: 'check', utm_id: token };
      for (const [name, value] of Object.entries(marks)) url.searchParams.set(name, value);
      const [begunAt, expiresAt] = [0, LIFE_SECONDS * 1000].map((later) =>
        new Date(now().getTime() + later).toISOString(),
      ) as [string, string];
      const begun = { site, url: url.href, begunAt, expiresAt };
      await redis.set(keyOf(token), JSON.stringify(begun), 'EX', LIFE_SECONDS);
      return { token, ...begun };
    },
    /** Resolves with null when there is no such check, or it has ended. */
    find,
    /** Returns the requests of the page, the earliest first. */
    async requestsOf(token: string): Promise<PageRequest[]> {
      const texts = await redis.lrange(listOf(token), 0, -1);
      return texts.map((text) => pageRequestSchema.parse(JSON.parse(text)));
    },
  };
}

function keyOf(token: string): string {
  return `ringtrail:browser-check:{${token}}`;
}

function listOf(token: string): string {
  return `${keyOf(token)}:requests`;
}
