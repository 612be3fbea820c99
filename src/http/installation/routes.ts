import { z } from 'zod';
import { addressSchema } from '../../domain/address.ts';
import { Problem } from '../../domain/problem.ts';
import type { RedisClient } from '../../infra/redis-client.ts';
import { countInWindow } from '../../infra/window-count.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import { type Directory, VisibleRecords } from '../../registry/port.ts';
import { TAGS } from '../tags/tag-scripts.ts';
import type { createCheck } from './check.ts';
import { FINDING_CODES, LEVELS } from './finding.ts';

const MINUTE_MS = 60_000;
/** Checks of one key or person in a minute. The gateway opens a page of somebody else for each. */
const PER_MINUTE = 20;
/** Each has a thread and up to some hundred megabytes. */
const MAX_RUNNING = 2;
const RETRY_SECONDS = 5;
const MAX_HTML_CHARS = 1_000_000;
/** JSON writes quotes and line ends with two characters. */
const MAX_BODY_BYTES = 1_900_000;

const request = z
  .strictObject({
    url: addressSchema.optional().meta({
      description: 'The page: http or https, at a public address. Default: the site’s first origin.',
      example: 'https://www.example.com/contact',
    }),
    endpoint: z.string().max(64).optional().meta({
      description: 'The endpoint whose number is looked for. Default: the first ten of the site.',
    }),
    html: z.string().min(1).max(MAX_HTML_CHARS).optional().meta({
      description:
        'The HTML of the page, for one that the gateway cannot open. `url` is then its address, and the gateway opens nothing.',
    }),
  })
  .meta({ id: 'InstallationCheckRequest' });

const spot = z
  .object({
    place: z.enum(['text', 'link', 'attribute']),
    attribute: z.string().nullable(),
    before: z.string().meta({ description: 'The HTML before the number' }),
    found: z.string().meta({ description: 'The number as the HTML writes it' }),
    after: z.string().meta({ description: 'The HTML after the number' }),
    becomes: z.string().nullable().meta({
      description:
        'A number of the pool as the tag would write it there; null: the tag leaves the number alone',
    }),
    because: z
      .enum([
        'off',
        'script',
        'json_ld',
        'field',
        'editable',
        'title',
        'noscript',
        'image',
        'messaging',
        'attribute',
      ])
      .nullable()
      .meta({
        description:
          'Why the tag leaves the number alone: `off`: inside data-ringtrail="off"; `json_ld`, `messaging` and `attribute`: a setting of the site turns it on; the others: the kind of the element. null: the tag would change it.',
      }),
  })
  .meta({ id: 'NumberOnPage' });

const answer = z
  .object({
    url: z.string().meta({ description: 'The page that was read, after redirects' }),
    ok: z.boolean().meta({ description: 'Whether no finding is an error' }),
    findings: z
      .array(
        z.object({
          code: z.enum(FINDING_CODES),
          level: z.enum(LEVELS),
          detail: z.string().meta({ description: 'The fault, and what to do' }),
          facts: z.record(z.string(), z.string()).meta({ description: 'The names and values in `detail`' }),
        }),
      )
      .meta({ description: 'What keeps the page from its numbers, in the order in which to mend it' }),
    tags: z.array(
      z.object({
        tag: z.enum(TAGS),
        presence: z.enum(['loaded', 'blocked', 'commented', 'in_script']).meta({
          description:
            '`loaded`: the browser loads it. `blocked`: a consent manager holds it back. `commented`: it is in a comment. `in_script`: a script adds it.',
        }),
        url: z.string(),
      }),
    ),
    endpoints: z.array(
      z.object({
        endpoint: z.string(),
        number: z.string(),
        changing: z.number().int().meta({ description: 'The places that the tag would change' }),
        changes: z.array(spot).meta({ description: 'The first of these places' }),
        unchanged: z
          .array(spot)
          .meta({ description: 'Places that have the number and that the tag leaves alone' }),
      }),
    ),
  })
  .meta({ id: 'InstallationCheck' });

export type InstallationRouteOptions = {
  directory: Directory;
  check: ReturnType<typeof createCheck>;
  redis: RedisClient;
  /** Whether the requests of operators are limited at all. */
  isLimited: boolean;
};

/** Returns the route that checks whether a page of a site has its tags. */
export function installationRoutes({
  directory,
  check,
  redis,
  isLimited,
}: InstallationRouteOptions): Route[] {
  let running = 0;

  async function limit(holder: string): Promise<void> {
    if (running >= MAX_RUNNING) throw tooMany('Other checks are still running.', RETRY_SECONDS);
    if (!isLimited) return;
    const { count, leftMs } = await countInWindow(redis, `ringtrail:checks:${holder}`, MINUTE_MS);
    if (count > PER_MINUTE)
      throw tooMany(`There were ${PER_MINUTE} checks in a minute.`, Math.ceil(leftMs / 1000));
  }

  return [
    route({
      method: 'post',
      path: '/v1/sites/{id}/check',
      tag: 'Setting up',
      summary:
        'Check the installation on a page: its tags, its origin and policy, and the numbers that would change',
      scope: 'setup:write',
      params: idParams,
      body: request,
      maxBodyBytes: MAX_BODY_BYTES,
      answers: { 200: { description: 'The findings. The page was not changed.', schema: answer } },
      handle: async ({ params, body }, { holder }) => {
        const site = new VisibleRecords(directory, holder.reach).find('sites', params.id);
        if (!site) throw new Problem('not_found', `There is no ${params.id} among the sites.`);
        await limit(holder.id);
        running += 1;
        try {
          return { status: 200, body: await check(site, body, holder) };
        } finally {
          running -= 1;
        }
      },
    }),
  ];
}

function tooMany(detail: string, retryAfterSeconds: number): Problem {
  return new Problem('rate_limited', `${detail} Try again in ${retryAfterSeconds} seconds.`, {
    retryAfterSeconds,
  });
}
