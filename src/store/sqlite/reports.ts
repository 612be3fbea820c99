import type { ReportSlot, UsedDimensions } from '../../domain/report.ts';
import { type ReportSlots, usedUntil } from '../reports.ts';
import type { Database } from './database.ts';
import { iso } from './time.ts';
import { where } from './where.ts';

/** A provider that is null has a name of its own here: a key with a null would be no key. */
type Row = { provider: string; at: string; upTo: number; cells: string };

type NumberRow = { id: string; number: number; usedUntil: string };

export function sqliteReports(database: Database): ReportSlots {
  return {
    position: () =>
      database.read(() => {
        const row = database.statement('SELECT position FROM reportProgress').get();
        return (row as { position: number } | undefined)?.position ?? 0;
      }),

    advance: (position) =>
      database.write(() => {
        database
          .statement(
            `INSERT INTO reportProgress (id, position) VALUES (1, ?)
             ON CONFLICT DO UPDATE SET position = max(position, excluded.position)`,
          )
          .run(position);
      }),

    slot: (provider, at) =>
      database.read(() => {
        const row = database
          .statement('SELECT * FROM reportSlots WHERE provider = ? AND at = ?')
          .get(provider ?? '', iso(at));
        return row ? parse(row as Row) : null;
      }),

    put: ({ provider, at, upTo, cells }, former) =>
      database.write(() => {
        const statement =
          former === null
            ? database.statement(
                `INSERT INTO reportSlots (upTo, cells, provider, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
              )
            : database.statement(
                'UPDATE reportSlots SET upTo = ?, cells = ? WHERE provider = ? AND at = ? AND upTo = ?',
              );
        const values = [
          upTo,
          JSON.stringify(cells),
          provider ?? '',
          iso(at),
          ...(former === null ? [] : [former]),
        ];
        return statement.run(...values).changes > 0;
      }),

    list: ({ provider, since, until }, limit, after) =>
      database.read(() => {
        const { sql, values } = where({
          'provider = ?': provider,
          'at >= ?': iso(since),
          'at < ?': iso(until),
          'provider >= ?': after && (after.provider ?? ''),
        });
        const beyond = after ? `${sql} AND (provider, at) > (?, ?)` : sql;
        const rows = database
          .statement(`SELECT * FROM reportSlots ${beyond} ORDER BY provider, at LIMIT ?`)
          .all(...values, ...(after ? [after.provider ?? '', iso(after.at)] : []), limit);
        return (rows as Row[]).map(parse);
      }),

    addDimensions: async (records) => {
      const ids = records.map(({ id }) => id);
      const known = await database.read(() => find(ids));
      const news = records.filter((record) => (known.get(record.id)?.usedUntil ?? '') < untilOf(record));
      if (news.length === 0) return numbersIn(known);
      return database.write(() => {
        const add = database.statement(
          `INSERT INTO reportDimensions (id, document, usedUntil) VALUES (?, ?, ?)
           ON CONFLICT DO UPDATE SET usedUntil = max(usedUntil, excluded.usedUntil)`,
        );
        for (const record of news) add.run(record.id, JSON.stringify(record.values), untilOf(record));
        return numbersIn(find(ids));
      });
    },

    dimensions: (numbers) =>
      database.read(() => {
        const rows = database
          .statement(
            'SELECT number, document FROM reportDimensions WHERE number IN (SELECT value FROM json_each(?))',
          )
          .all(JSON.stringify(numbers)) as { number: number; document: string }[];
        return rows.map(({ number, document }) => ({ number, values: JSON.parse(document) }));
      }),
  };

  function find(ids: readonly string[]): Map<string, NumberRow> {
    const rows = database
      .statement(
        'SELECT id, number, usedUntil FROM reportDimensions WHERE id IN (SELECT value FROM json_each(?))',
      )
      .all(JSON.stringify(ids)) as NumberRow[];
    return new Map(rows.map((row) => [row.id, row]));
  }
}

function numbersIn(rows: ReadonlyMap<string, NumberRow>): Map<string, number> {
  return new Map([...rows].map(([id, { number }]) => [id, number]));
}

function untilOf(record: UsedDimensions): string {
  return iso(usedUntil(record));
}

function parse({ provider, at, upTo, cells }: Row): ReportSlot {
  return { provider: provider || null, at: new Date(at), upTo, cells: JSON.parse(cells) };
}
