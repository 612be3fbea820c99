import type { AuditEntry } from '../../domain/audit.ts';
import type { Audit } from '../audit.ts';
import type { Database } from './database.ts';
import { iso } from './time.ts';
import { where } from './where.ts';

type Row = { document: string };

export function sqliteAudit(database: Database): Audit {
  return {
    note: (entries) =>
      database.write(() => {
        const note = database.statement(
          `INSERT INTO audit (id, document) VALUES (?, ?)
           ON CONFLICT DO UPDATE SET document =
             json_set(document, '$.count', document ->> 'count' + excluded.document ->> 'count')`,
        );
        for (const entry of entries) note.run(entry.id, JSON.stringify(entry));
      }),

    list: ({ limit, after }, filter = {}) =>
      database.read(() => {
        const { sql, values } = where({
          'id < ?': after,
          "document ->> 'key' = ?": filter.key,
          "document ->> 'route' = ?": filter.route,
          "? IN (SELECT value FROM json_each(document, '$.ids'))": filter.id,
          "document ->> 'at' >= ?": iso(filter.since),
          "document ->> 'at' <= ?": iso(filter.until),
        });
        const rows = database
          .statement(`SELECT document FROM audit ${sql} ORDER BY id DESC LIMIT ?`)
          .all(...values, limit) as Row[];
        return rows.map(({ document }) => JSON.parse(document) as AuditEntry);
      }),

    expire: (before, limit) =>
      database.write(
        () =>
          database
            .statement(
              `DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE document ->> 'at' < ? ORDER BY id LIMIT ?)`,
            )
            .run(iso(before), limit).changes,
      ),
  };
}
