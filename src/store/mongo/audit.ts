import { type AuditEntry, auditEntrySchema, completeEntry } from '../../domain/audit.ts';
import type { Audit } from '../port.ts';
import { type Connection, upsert } from './connection.ts';
import { anyProvider, atWithin, defined } from './filter.ts';
import { list, membersOf, text } from './members.ts';
import { removeSome } from './remove-some.ts';

/**
 * Clients choose the names in a query and in changed records, and MongoDB does not take every name for a member. So changes are
 * stored as JSON. Entries of earlier versions have none.
 */
export type StoredEntry = { _id: string; query: [string, string][]; changes?: string } & Omit<
  AuditEntry,
  'id' | 'query' | 'changes'
>;

export function mongoAudit(connection: Connection): Audit {
  const model = connection.model<StoredEntry>(
    'audit',
    { ...membersOf<AuditEntry>(auditEntrySchema), query: list, changes: text },
    [[{ at: 1 }]],
  );
  return {
    note: (entries) =>
      connection.run(async () => {
        if (entries.length === 0) return;
        const writes = entries.map(({ id, count, query, changes, ...fields }) => ({
          updateOne: {
            filter: { _id: id },
            update: {
              $setOnInsert: { ...fields, query: Object.entries(query), changes: JSON.stringify(changes) },
              $inc: { count },
            },
            upsert: true,
          },
        }));
        await upsert(() => model.bulkWrite(writes, { ordered: false, throwOnValidationError: true }));
      }),

    list: ({ limit, after }, { provider, id, since, until, kind, readsCallers, hasChanges, ...equal } = {}) =>
      connection.run(async () => {
        if (limit < 1) return [];
        const beyond = after === undefined ? undefined : { $lt: after };
        const found = await model
          .find({
            ...defined({
              ...{ _id: beyond, ids: id, provider: anyProvider(provider), ...equal },
              ...{ kind: kindWithin(kind), readsCallers: flagWithin(readsCallers) },
              changes: changesWithin(hasChanges),
            }),
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

export function toEntry({ _id, query, changes, ...fields }: StoredEntry): AuditEntry {
  const known = { id: _id, ...fields, query: Object.fromEntries(query) };
  return completeEntry({ ...known, changes: changes === undefined ? [] : JSON.parse(changes) });
}

/** Returns the filter of a kind. An entry of an earlier version is that of a key. */
function kindWithin(kind: AuditEntry['kind'] | undefined) {
  return kind === 'key' ? { $in: ['key' as const, null] } : kind;
}

/** Returns the filter of entries with changes, or without. An entry of an earlier version has none. */
function changesWithin(hasChanges: boolean | undefined) {
  const nothing = ['[]', null];
  if (hasChanges === undefined) return undefined;
  return hasChanges ? { $nin: nothing } : { $in: nothing };
}

/** Returns the filter of a flag. An entry of an earlier version lacks it. */
function flagWithin(value: boolean | undefined) {
  return value === false ? { $in: [false, null] } : value;
}
