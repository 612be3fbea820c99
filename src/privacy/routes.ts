import { z } from 'zod';
import { AUDITED_KINDS, type AuditEntry, auditEntrySchema } from '../domain/audit.ts';
import { erasureSchema, readCaller, type Subject, subjectSchema } from '../domain/privacy.ts';
import { misfit, Problem } from '../domain/problem.ts';
import type { Reach } from '../domain/reach.ts';
import { page, pageOf, pageQuery } from '../kernel/page.ts';
import { booleanInQuery, momentInQuery, numberInQuery } from '../kernel/query.ts';
import { type Route, route } from '../kernel/route.ts';
import { type Directory, VisibleRecords } from '../registry/port.ts';
import type { Narrow } from '../store/port.ts';
import type { Eraser } from './eraser.ts';
import type { PersonExport } from './export.ts';

const tag = 'Privacy';
const NO_CALLER =
  'must be a phone number with its country, such as +12025550123, a SIP address, or the stored hash of one';

export type PrivacyRoutes = {
  narrow: Narrow;
  directory: Pick<Directory, 'get'>;
  erase: Eraser['erase'];
  everythingOn: PersonExport;
};

/** Returns the routes of erasure, personal export and the audit log. */
export function privacyRoutes({ narrow, directory, erase, everythingOn }: PrivacyRoutes): Route[] {
  /** Returns the subject within the reach. Throws where the request does not name one person of providers that it sees. */
  async function checked(subject: Subject, reach: Reach): Promise<Subject> {
    if ((subject.caller === undefined) === (subject.visitor === undefined))
      throw new Problem('invalid_request', 'Name either a caller or a visitor.', {
        errors: [{ pointer: '/caller', detail: 'name either caller or visitor' }],
      });
    const [only, ...others] = reach.providers ?? [];
    const provider = subject.provider ?? (others.length === 0 ? only : undefined);
    if (provider === undefined && !reach.isWhole)
      throw misfit([{ pointer: '/provider', detail: 'must name one of the providers of the key' }]);
    const record = provider === undefined ? null : await narrow(reach).providers.get(provider);
    if (provider !== undefined && !record)
      throw new Problem('unknown_reference', 'There is no such provider.', {
        errors: [{ pointer: '/provider', detail: `${provider} is not one of the providers` }],
      });
    if (subject.caller === undefined) return { ...subject, provider };
    const caller = readCaller(subject.caller, record?.country ?? null);
    if (caller === null) throw misfit([{ pointer: '/caller', detail: NO_CALLER }]);
    return { ...subject, caller, provider };
  }

  /** Returns the entry without the address of a sender that does not exist for the reader. */
  function visibleEntry(entry: AuditEntry, reach: Reach): AuditEntry {
    const visible = new VisibleRecords(directory, reach);
    const isKnown = (['keys', 'people', 'shares'] as const).some((kind) => visible.find(kind, entry.key));
    return reach.isWhole || isKnown ? entry : { ...entry, address: null };
  }

  return [
    route({
      method: 'post',
      path: '/v1/erasures',
      tag,
      summary: 'Erase a caller or a visitor everywhere. Repeating it is safe.',
      scope: 'privacy:write',
      body: subjectSchema,
      answers: { 201: { description: 'The counts of erased records', schema: erasureSchema } },
      handle: async ({ body }, { holder }) => ({
        status: 201,
        body: await erase(await checked(body, holder.reach)),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/erasures',
      tag,
      summary: 'List erasures in their order, so that readers of the API can repeat them in their own data',
      scope: 'privacy:read',
      query: pageQuery.extend({ provider: z.string().max(64).optional() }),
      answers: { 200: { description: 'A page of erasures', schema: pageOf(erasureSchema) } },
      handle: async ({ query: { limit, after, provider } }, { holder }) => ({
        status: 200,
        body: page(await narrow(holder.reach).erasures.list({ limit, after }, { provider }), limit),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/privacy/export',
      tag,
      summary: 'Export all data of a caller or a visitor as lines of JSON',
      scope: 'privacy:write',
      showsCallers: 'always',
      query: z.object({
        provider: z.string().max(64).optional(),
        caller: numberInQuery.optional().meta(subjectSchema.shape.caller.meta() ?? {}),
        visitor: subjectSchema.shape.visitor,
      }),
      answers: {
        200: {
          description: 'A document `{kind, record}` on each line',
          schema: z.string(),
          contentType: 'application/x-ndjson',
        },
      },
      handle: async ({ query }, { holder }) => {
        const subject = await checked(query, holder.reach);
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
      scope: 'audit:read',
      query: pageQuery.extend({
        provider: z.string().max(64).optional(),
        kind: z.enum(AUDITED_KINDS).optional(),
        key: z
          .string()
          .max(64)
          .optional()
          .meta({ description: 'The id of a key, person or share link. `holder` is the same.' }),
        holder: z.string().max(64).optional(),
        readsCallers: booleanInQuery.optional(),
        hasChanges: booleanInQuery.optional().meta({
          description: '`true`: only requests that changed records. `false`: only the others.',
        }),
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
      handle: async ({ query: { limit, after, holder: named, ...filter } }, { holder }) => {
        const key = filter.key ?? named;
        const entries = await narrow(holder.reach).audit.list({ limit, after }, { ...filter, key });
        const data = entries.map((entry) => visibleEntry(entry, holder.reach));
        return { status: 200, body: page(data, limit) };
      },
    }),
  ];
}
