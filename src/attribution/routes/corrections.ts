import { z } from 'zod';
import { EDGES, fitSchema, hazardsSchema } from '../../domain/confidence/hazards.ts';
import { PRIOR } from '../../domain/confidence/prior.ts';
import { correctionSchema } from '../../domain/correction.ts';
import { Problem } from '../../domain/problem.ts';
import { reattributionSchema } from '../../domain/reattribution.ts';
import { page, pageOf, pageQuery } from '../../kernel/page.ts';
import { momentInQuery } from '../../kernel/query.ts';
import { idParams, type Middleware, type Route, route } from '../../kernel/route.ts';
import type { Directory } from '../../registry/port.ts';
import type { Store } from '../../store/port.ts';
import type { Corrector } from '../corrector.ts';
import type { createReattributionStarter } from '../reattributor.ts';
import { attributionResponse } from './responses.ts';

const newReattribution = z
  .strictObject({
    provider: z.string().min(1).max(64),
    since: momentInQuery.meta({ description: 'The first moment of the period' }),
    until: momentInQuery.optional().meta({ description: 'The last moment; left out: now' }),
  })
  .refine(({ since, until }) => !until || since <= until, {
    message: 'must not be before since',
    path: ['until'],
  });

const hazardsResponse = z
  .object({
    provisional: z.boolean(),
    edges: z.array(z.number()).meta({
      description: 'Where the bins begin, in seconds, and where the last one ends',
    }),
    hazards: hazardsSchema,
    fit: fitSchema
      .omit({ hazards: true })
      .nullable()
      .meta({ description: 'null: too few calls yet; the hazards are the published prior' }),
  })
  .meta({ id: 'HazardsInUse' });

export type CorrectionRoutes = {
  store: Pick<Store, 'reattributions' | 'fits'>;
  directory: Pick<Directory, 'get'>;
  correct: Corrector;
  startReattribution: ReturnType<typeof createReattributionStarter>;
  idempotency: Middleware;
  now: () => Date;
};

/** Attributions made anew: by somebody who knows better, or by later rules and hazards. */
export function correctionRoutes({
  store,
  directory,
  correct,
  startReattribution,
  idempotency,
  now,
}: CorrectionRoutes): Route[] {
  const tag = 'Attributions';
  return [
    route({
      method: 'post',
      path: '/v1/attributions/{id}/corrections',
      tag,
      summary: 'Say where a call came from: a new attribution that replaces this one',
      scope: 'admin',
      params: idParams,
      body: correctionSchema,
      answers: { 201: { description: 'What replaces it', schema: attributionResponse } },
      middleware: idempotency,
      handle: async ({ params, body }) => ({ status: 201, body: await correct(params.id, body) }),
    }),
    route({
      method: 'post',
      path: '/v1/reattributions',
      tag,
      summary: 'Attribute the calls of a period anew, by what the rules and the hazards are now',
      scope: 'admin',
      body: newReattribution,
      answers: { 202: { description: 'It will be done', schema: reattributionSchema } },
      middleware: idempotency,
      handle: async ({ body }) => ({
        status: 202,
        body: await startReattribution({ ...body, until: body.until ?? now() }),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/reattributions',
      tag,
      summary: 'Re-attributions, in the order of their making',
      scope: 'admin',
      query: pageQuery.extend({ provider: z.string().max(64).optional() }),
      answers: { 200: { description: 'A page of them', schema: pageOf(reattributionSchema) } },
      handle: async ({ query: { limit, after, provider } }) => {
        const found = await store.reattributions.list({ limit, after }, { provider });
        return { status: 200, body: page(found, limit) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/reattributions/{id}',
      tag,
      summary: 'How far a re-attribution has come',
      scope: 'admin',
      params: idParams,
      answers: { 200: { description: 'Its progress', schema: reattributionSchema } },
      handle: async ({ params }) => {
        const found = await store.reattributions.get(params.id);
        if (!found) throw new Problem('not_found', `There is no re-attribution ${params.id}.`);
        return { status: 200, body: found };
      },
    }),
    route({
      method: 'get',
      path: '/v1/providers/{id}/hazards',
      tag,
      summary: "What a provider's confidences rest on",
      scope: 'read',
      params: idParams,
      answers: { 200: { description: 'The hazards in use', schema: hazardsResponse } },
      handle: async ({ params }) => {
        if (!directory.get('providers', params.id))
          throw new Problem('not_found', `There is no ${params.id} among the providers.`);
        const latest = await store.fits.latest(params.id);
        const { hazards = PRIOR, ...fit } = latest ?? {};
        const body = { provisional: latest === null, edges: EDGES, hazards, fit: latest && fit };
        return { status: 200, body };
      },
    }),
  ];
}
