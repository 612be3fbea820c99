import { z } from 'zod';
import { auditEntrySchema } from '../domain/audit.ts';
import { erasureSchema, type Subject, subjectSchema } from '../domain/privacy.ts';
import { Problem } from '../domain/problem.ts';
import { page, pageOf, pageQuery } from '../kernel/page.ts';
import { momentInQuery, numberInQuery } from '../kernel/query.ts';
import { type Route, route } from '../kernel/route.ts';
import type { Store } from '../store/port.ts';
import type { Eraser } from './eraser.ts';
import type { PersonExport } from './export.ts';

const tag = 'Privacy';

export type PrivacyRoutes = {
  store: Pick<Store, 'erasures' | 'audit'>;
  erase: Eraser['erase'];
  everythingOn: PersonExport;
  isProvider: (id: string) => boolean;
};

/** Erases people, shows what is kept of one, and who asked for what. */
export function privacyRoutes({ store, erase, everythingOn, isProvider }: PrivacyRoutes): Route[] {
  function checked(subject: Subject): Subject {
    if ((subject.caller === undefined) === (subject.visitor === undefined))
      throw new Problem('invalid_request', 'Name a caller or a visitor, and not both.', {
        errors: [{ pointer: '/caller', detail: 'name either caller or visitor' }],
      });
    if (subject.provider !== undefined && !isProvider(subject.provider))
      throw new Problem('unknown_reference', 'There is no such provider.', {
        errors: [{ pointer: '/provider', detail: `${subject.provider} is not one of the providers` }],
      });
    return subject;
  }

  return [
    route({
      method: 'post',
      path: '/v1/erasures',
      tag,
      summary: 'Erase a caller or a visitor everywhere; safe to repeat',
      scope: 'admin',
      body: subjectSchema,
      answers: { 201: { description: 'What was erased', schema: erasureSchema } },
      handle: async ({ body }) => ({ status: 201, body: await erase(checked(body)) }),
    }),
    route({
      method: 'get',
      path: '/v1/erasures',
      tag,
      summary: 'Erasures so far, in their order: consumers that have read the calls should erase them too',
      scope: 'read',
      query: pageQuery.extend({ provider: z.string().max(64).optional() }),
      answers: { 200: { description: 'A page of them', schema: pageOf(erasureSchema) } },
      handle: async ({ query: { limit, after, provider } }) => ({
        status: 200,
        body: page(await store.erasures.list({ limit, after }, { provider }), limit),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/privacy/export',
      tag,
      summary: 'Everything that is kept of a caller or a visitor, a JSON document on each line',
      scope: 'admin',
      query: z.object({
        provider: z.string().max(64).optional(),
        caller: numberInQuery.pipe(subjectSchema.shape.caller.unwrap()).optional(),
        visitor: subjectSchema.shape.visitor,
      }),
      answers: {
        200: {
          description: 'Lines of `{kind, record}`',
          schema: z.string(),
          contentType: 'application/x-ndjson',
        },
      },
      handle: ({ query }) => {
        const subject = checked(query);
        return {
          status: 200,
          headers: { 'Content-Type': 'application/x-ndjson' },
          stream: async function* () {
            for await (const one of everythingOn(subject)) yield `${JSON.stringify(one)}\n`;
          },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/audit',
      tag,
      summary: 'Who asked for what, by key, the latest first',
      scope: 'admin',
      query: pageQuery.extend({
        key: z.string().max(64).optional(),
        route: z.string().max(200).optional(),
        id: z.string().max(64).optional().meta({ description: 'A record that was asked for by its id' }),
        since: momentInQuery.optional(),
        until: momentInQuery.optional(),
      }),
      answers: { 200: { description: 'A page of entries', schema: pageOf(auditEntrySchema) } },
      handle: async ({ query: { limit, after, ...filter } }) => ({
        status: 200,
        body: page(await store.audit.list({ limit, after }, filter), limit),
      }),
    }),
  ];
}
