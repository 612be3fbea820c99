import { type AuditEntry, auditEntrySchema } from '../../domain/audit.ts';
import type { Audit } from '../port.ts';
import { type Connection, upsert } from './connection.ts';
import { anyProvider, atWithin, defined } from './filter.ts';
import { list, membersOf } from './members.ts';
import { removeSome } from './remove-some.ts';

/** Clients choose the names in a query, and MongoDB does not take every name for a member. */
type StoredEntry = { _id: string; query: [string, string][] } & Omit<AuditEntry, 'id' | 'query'>;

export function mongoAudit(connection: Connection): Audit {
  const model = connection.model<StoredEntry>(
    'audit',
    { ...membersOf<AuditEntry>(auditEntrySchema), query: list },
    [[{ at: 1 }]],
  );
  return {
    note: (entries) =>
      connection.run(async () => {
        if (entries.length === 0) return;
        const writes = entries.map(({ id, count, query, ...fields }) => ({
          updateOne: {
            filter: { _id: id },
            update: { $setOnInsert: { ...fields, query: Object.entries(query) }, $inc: { count } },
            upsert: true,
          },
        }));
        await upsert(() => model.bulkWrite(writes, { ordered: false, throwOnValidationError: true }));
      }),

    list: ({ limit, after }, { provider, id, since, until, ...equal } = {}) =>
      connection.run(async () => {
        if (limit < 1) return [];
        const beyond = after === undefined ? undefined : { $lt: after };
        const found = await model
          .find({
            ...defined({ _id: beyond, ids: id, provider: anyProvider(provider), ...equal }),
            ...atWithin(since?.toISOString(), until?.toISOString()),
          })
          .sort({ _id: -1 })
          .limit(limit)
          .lean<StoredEntry[]>();
        return found.map(toEntry);
      }),

    expire: (before, limit) =>
      connection.run(() => removeSome(model, { at: { $lt: before.toISOString() } }, limit)),
  };
}

function toEntry({ _id, query, ...fields }: StoredEntry): AuditEntry {
  return { id: _id, ...fields, query: Object.fromEntries(query) };
}
