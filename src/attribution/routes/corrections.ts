import { z } from 'zod';
import { EDGES, fitSchema, hazardsSchema } from '../../domain/confidence/hazards.ts';
import { PRIOR } from '../../domain/confidence/prior.ts';
import { correctionSchema } from '../../domain/correction.ts';
import { Problem } from '../../domain/problem.ts';
import { reattributionSchema } from '../../domain/reattribution.ts';
import { page, pageOf, pageQuery } from '../../kernel/page.ts';
import { momentInQuery } from '../../kernel/query.ts';
import { idParams, type Middleware, type Route, route } from '../../kernel/route.ts';
import type { Narrow } from '../../store/port.ts';
import type { Corrector } from '../corrector.ts';
import type { createReattributionStarter } from '../reattributor.ts';
import { attributionResponse } from './responses.ts';

const newReattribution = z.strictObject({
  provider: z.string().min(1).max(64),
  since: momentInQuery.meta({ description: 'The start of the period' }),
  until: momentInQuery.optional().meta({ description: 'The end of the period. Default: now.' }),
});

const hazardsResponse = z
  .object({
    provisional: z.boolean(),
    edges: z.array(z.number()).meta({
      description: 'The bounds of the bins in seconds: the start of each, and the end of the last',
    }),
    hazards: hazardsSchema,
    fit: fitSchema
      .omit({ hazards: true })
      .nullable()
      .meta({ description: 'null: the provider has too few calls. The hazards are the published prior.' }),
  })
  .meta({ id: 'HazardsInUse' });

export type CorrectionRoutes = {
  narrow: Narrow;
  correct: Corrector;
  startReattribution: ReturnType<typeof createReattributionStarter>;
  idempotency: Middleware;
  now: () => Date;
};

/** Returns the routes that replace attributions: corrections by a person, and reattributions by later rules and hazards. */
export function correctionRoutes({
  narrow,
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
      summary: 'Correct an attribution: add one that replaces it',
      scope: 'calls:write',
      params: idParams,
      body: correctionSchema,
      answers: { 201: { description: 'The attribution that replaces it', schema: attributionResponse } },
      middleware: idempotency,
      handle: async ({ params: { id }, body }, { holder }) => {
        const wrong = await narrow(holder.reach).attributions.get(id);
        if (!wrong) throw new Problem('not_found', `There is no attribution ${id}.`);
        return { status: 201, body: await correct(holder, wrong, body) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/reattributions',
      tag,
      summary: 'Attribute the calls of a period again, by the current rules and hazards',
      scope: 'attributions:write',
      body: newReattribution,
      answers: {
        202: { description: 'The reattribution, which a worker will run', schema: reattributionSchema },
      },
      middleware: idempotency,
      handle: async ({ body }, { holder }) => {
        const provider = await narrow(holder.reach).providers.get(body.provider);
        if (!provider)
          throw new Problem('unknown_reference', 'There is no such provider.', {
            errors: [{ pointer: '/provider', detail: `${body.provider} is not one of the providers` }],
          });
        const { since, until = now() } = body;
        return { status: 202, body: await startReattribution({ provider, since, until }) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/reattributions',
      tag,
      summary: 'List reattributions in the order of their creation',
      scope: 'attributions:read',
      query: pageQuery.extend({ provider: z.string().max(64).optional() }),
      answers: { 200: { description: 'A page of reattributions', schema: pageOf(reattributionSchema) } },
      handle: async ({ query: { limit, after, provider } }, { holder }) => {
        const found = await narrow(holder.reach).reattributions.list({ limit, after }, { provider });
        return { status: 200, body: page(found, limit) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/reattributions/{id}',
      tag,
      summary: 'Get the progress of a reattribution',
      scope: 'attributions:read',
      params: idParams,
      answers: { 200: { description: 'The reattribution with its progress', schema: reattributionSchema } },
      handle: async ({ params }, { holder }) => {
        const found = await narrow(holder.reach).reattributions.get(params.id);
        if (!found) throw new Problem('not_found', `There is no reattribution ${params.id}.`);
        return { status: 200, body: found };
      },
    }),
    route({
      method: 'get',
      path: '/v1/providers/{id}/hazards',
      tag,
      summary: 'Get the hazards that a provider’s confidences are computed from',
      scope: 'attributions:read',
      params: idParams,
      answers: { 200: { description: 'The hazards in use', schema: hazardsResponse } },
      handle: async ({ params }, { holder }) => {
        const store = narrow(holder.reach);
        if (!(await store.providers.get(params.id)))
          throw new Problem('not_found', `There is no provider ${params.id}.`);
        const latest = await store.fits.latest(params.id);
        const { hazards = PRIOR, ...fit } = latest ?? {};
        const body = { provisional: latest === null, edges: EDGES, hazards, fit: latest && fit };
        return { status: 200, body };
      },
    }),
  ];
}
