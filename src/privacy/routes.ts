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

/** Returns the routes of erasure, personal export and the audit log. */
export function privacyRoutes({ store, erase, everythingOn, isProvider }: PrivacyRoutes): Route[] {
  function checked(subject: Subject): Subject {
    if ((subject.caller === undefined) === (subject.visitor === undefined))
      throw new Problem('invalid_request', 'Name either a caller or a visitor.', {
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
      summary: 'Erase a caller or a visitor everywhere. Repeating it is safe.',
      scope: 'admin',
      body: subjectSchema,
      answers: { 201: { description: 'The counts of erased records', schema: erasureSchema } },
      handle: async ({ body }) => ({ status: 201, body: await erase(checked(body)) }),
    }),
    route({
      method: 'get',
      path: '/v1/erasures',
      tag,
      summary: 'List erasures in their order, so that readers of the API can repeat them in their own data',
      scope: 'read',
      query: pageQuery.extend({ provider: z.string().max(64).optional() }),
      answers: { 200: { description: 'A page of erasures', schema: pageOf(erasureSchema) } },
      handle: async ({ query: { limit, after, provider } }) => ({
        status: 200,
        body: page(await store.erasures.list({ limit, after }, { provider }), limit),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/privacy/export',
      tag,
      summary: 'Export all data of a caller or a visitor as lines of JSON',
      scope: 'admin',
      query: z.object({
        provider: z.string().max(64).optional(),
        caller: numberInQuery.pipe(subjectSchema.shape.caller.unwrap()).optional(),
        visitor: subjectSchema.shape.visitor,
      }),
      answers: {
        200: {
          description: 'A document `{kind, record}` on each line',
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
      summary: 'List the audit log, the latest entry first',
      scope: 'admin',
      query: pageQuery.extend({
        key: z.string().max(64).optional(),
        route: z.string().max(200).optional(),
        id: z
          .string()
          .max(64)
          .optional()
          .meta({ description: 'The id of a record that was requested or created' }),
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
