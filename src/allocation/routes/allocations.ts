import { z } from 'zod';
import { Problem } from '../../domain/problem.ts';
import { memoized } from '../../infra/cache.ts';
import type { Metrics } from '../../infra/metrics.ts';
import type { RequestContext } from '../../kernel/context.ts';
import { allowing } from '../../kernel/cors.ts';
import { problemResult, problemSchema } from '../../kernel/problem.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { AllocationAnswer, Allocator, Caller } from '../allocator.ts';
import type { NotePageRequest } from '../browser-checks.ts';
import {
  type Allocation,
  type AllocationRequest,
  allocationRequestSchema,
  allocationSchema,
  type Hit,
  hitsSchema,
  renewalRequestSchema,
} from '../schema.ts';
import { isCrawler } from './crawler.ts';
import type { NoteRefusedOrigin } from './refused-origins.ts';

const WINDOW_SECONDS = 60;
const MAX_USER_AGENTS = 10_000;

const TOO_MANY: Partial<Record<Allocation['reason'], string>> = {
  rate_limited: 'This address has requested too many numbers. The page keeps its own.',
  site_rate_limited:
    'The site has requested more numbers than its limit for a minute. The page keeps its own.',
};

/** The members of an allocation that a hit lacks. */
const NOTHING = { endpoint: null, number: null, national: null, keyedBy: null, reason: null, problem: null };

const refusedAllocation = problemSchema.extend(allocationSchema.shape).meta({ id: 'RefusedAllocation' });

/** Returns the routes that pages call: allocation, renewal and hits. */
export function allocationRoutes(
  allocator: Allocator,
  rateLimit: number,
  metrics: Metrics,
  noteRefusedOrigin: NoteRefusedOrigin,
  notePageRequest: NotePageRequest,
): Route[] {
  // Browsers repeat themselves: their names are judged once.
  const isBot = memoized(MAX_USER_AGENTS, isCrawler);

  function callerOf({ headers, address }: RequestContext): Caller {
    const { origin } = headers;
    return { address, origin, isBot: isBot(headers['user-agent'] ?? '') };
  }

  /** Answers a page of a refused origin. The page may read the answer, so that its tag can say why there is no number. */
  function refusal(error: unknown, site: string, { headers: { origin }, requestId }: RequestContext) {
    if (!(error instanceof Problem) || error.code !== 'origin_not_allowed') throw error;
    if (origin) noteRefusedOrigin(site, origin);
    const result = problemResult(error, requestId);
    return { ...result, headers: { ...result.headers, ...allowing(origin || undefined) } };
  }

  function noteAllocation(
    { context, site, endpoint, session }: AllocationRequest,
    { origin }: Caller,
    outcome: Partial<Allocation> & { problem?: string },
  ): void {
    const { number = null, national = null, keyedBy = null, reason = null, problem = null } = outcome;
    const facts = { origin: origin ?? null, hasSession: session !== null, endpoint };
    notePageRequest(context?.page, site, {
      ...{ type: 'allocation', ...facts, number, national, keyedBy, reason, problem },
    });
  }

  function noteHit({ type, page, site }: Hit, { origin }: Caller): void {
    if (type === 'page')
      notePageRequest(page, site, { ...NOTHING, type: 'page', origin: origin ?? null, hasSession: true });
  }

  return [
    route({
      method: 'post',
      path: '/v1/allocations',
      tag: 'Tags',
      summary: 'Allocate a number to a session or its bucket',
      scope: null,
      isHot: true,
      isForPages: true,
      body: allocationRequestSchema,
      answers: {
        200: { description: 'The number. null: the page keeps its own.', schema: allocationSchema },
        429: {
          description: 'A problem document with the members of an allocation: the page keeps its own number.',
          schema: refusedAllocation,
          contentType: 'application/problem+json',
        },
      },
      handle: async ({ body }, context) => {
        const caller = callerOf(context);
        let answer: AllocationAnswer;
        try {
          answer = await allocator.allocate(body, caller);
        } catch (error) {
          if (error instanceof Problem) noteAllocation(body, caller, { problem: error.code });
          return refusal(error, body.site, context);
        }
        const { requests, resetMs, ...allocation } = answer;
        noteAllocation(body, caller, allocation);
        metrics.allocations.inc({ keyed_by: allocation.keyedBy, reason: allocation.reason });
        const resetSeconds = Math.ceil(resetMs / 1000);
        const headers = {
          ...allowing(caller.origin),
          ...(requests > 0 && share(rateLimit, requests, resetSeconds)),
        };
        const tooMany = TOO_MANY[allocation.reason];
        if (!tooMany) return { status: 200, headers, body: allocation };
        const problem = problemResult(new Problem('rate_limited', tooMany), context.requestId, allocation);
        return {
          ...problem,
          headers: { ...problem.headers, ...headers, 'Retry-After': String(resetSeconds) },
        };
      },
    }),
    route({
      method: 'post',
      path: '/v1/links/{link}/renewals',
      tag: 'Tags',
      summary: 'Renew a link',
      scope: null,
      isHot: true,
      isForPages: true,
      params: z.object({ link: z.string().max(80) }),
      body: renewalRequestSchema,
      answers: {
        200: { description: 'The renewed link. 410: the link has ended.', schema: allocationSchema },
      },
      handle: async ({ params, body }, context) => {
        const caller = callerOf(context);
        const renewed = await allocator.renew(params.link, body.session ?? undefined, caller);
        const headers = allowing(caller.origin);
        if (renewed) return { status: 200, headers, body: renewed };
        const problem = new Problem('link_ended', 'This link has ended. Ask for a number again.');
        const ended = problemResult(problem, context.requestId);
        return { ...ended, headers: { ...ended.headers, ...headers } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/hits',
      tag: 'Tags',
      summary: 'Report the hits of sessions',
      scope: null,
      isHot: true,
      isForPages: true,
      body: hitsSchema,
      answers: { 202: { description: 'The hits were accepted', schema: null } },
      handle: async ({ body }, context) => {
        const caller = callerOf(context);
        for (const hit of body) noteHit(hit, caller);
        await Promise.all(body.map((hit) => allocator.hit(hit, caller)));
        return { status: 202, headers: allowing(caller.origin) };
      },
    }),
  ];
}

/** Returns the RateLimit headers of the IETF draft. */
function share(limit: number, requests: number, resetSeconds: number): Record<string, string> {
  return {
    'RateLimit-Policy': `"allocations";q=${limit};w=${WINDOW_SECONDS}`,
    RateLimit: `"allocations";r=${Math.max(0, limit - requests)};t=${resetSeconds}`,
  };
}
