import { type AuditEntry, completeEntry } from '../../domain/audit.ts';
import type { Audit } from '../port.ts';
import type { Database } from './database.ts';
import type { DocumentRow } from './dated.ts';
import { iso } from './time.ts';
import { ofProviders, where } from './where.ts';

const NOTE = `
  INSERT INTO audit (id, document) VALUES (?, ?)
  ON CONFLICT DO UPDATE SET document =
    json_set(document, '$.count', document ->> 'count' + excluded.document ->> 'count')`;

export function sqliteAudit(database: Database): Audit {
  return {
    note: (entries) =>
      database.write(() => {
        for (const entry of entries) database.run(NOTE, entry.id, JSON.stringify(entry));
      }),

    list: ({ limit, after }, filter = {}) =>
      database.read(() => {
        const { sql, values } = where({
          'id < ?': after,
          ...ofProviders(filter.provider, "document ->> 'provider'"),
          "coalesce(document ->> 'kind', 'key') = ?": filter.kind,
          "document ->> 'key' = ?": filter.key,
          "coalesce(document ->> 'readsCallers', 0) = ?": flag(filter.readsCallers),
          "(coalesce(json_array_length(document, '$.changes'), 0) > 0) = ?": flag(filter.hasChanges),
          "document ->> 'route' = ?": filter.route,
          "? IN (SELECT value FROM json_each(document, '$.ids'))": filter.id,
          "document ->> 'at' >= ?": iso(filter.since),
          "document ->> 'at' <= ?": iso(filter.until),
        });
        const rows = database.all<DocumentRow>(
          `SELECT document FROM audit ${sql} ORDER BY id DESC LIMIT ?`,
          ...values,
          limit,
        );
        return rows.map(({ document }) => completeEntry(JSON.parse(document) as AuditEntry));
      }),

    expire: (before, limit) =>
      database.write(() =>
        database.run(
          `DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE document ->> 'at' < ? ORDER BY id LIMIT ?)`,
          iso(before),
          limit,
        ),
      ),
  };
}

/** Returns a flag as JSON's `->>` gives it. */
function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
