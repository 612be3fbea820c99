import type { ReportSlot, UsedDimensions } from '../../domain/report.ts';
import type { DayKey, DayVersion, ReportSlots } from '../port.ts';
import { usedUntil } from '../used-until.ts';
import type { Database } from './database.ts';
import { keyedPage } from './keyed-page.ts';
import { IN_LIST } from './lists.ts';
import { iso } from './time.ts';

/** `provider` is empty where the slot has none: SQLite takes two keys with a null for different ones. */
type SlotRow = { provider: string; at: string; upTo: number; cells: string };
type DayRow = { provider: string; day: string; changes: number };
type SumsRow = { cells: Uint8Array; lists: string };
type DimensionsRow = { id: string; number: number; usedUntil: string };

/** The owner of the days of all providers. No provider has such an id. */
const ALL = '*';
const SLOT_KEY = ['provider', 'at'] as const;
const DAY_KEY = ['provider', 'day'] as const;
const DAYS_PAGE = 500;

const ADVANCE = `
  INSERT INTO reportProgress (id, position) VALUES (1, ?)
  ON CONFLICT DO UPDATE SET position = max(position, excluded.position)`;

const ADD_SLOT = `
  INSERT INTO reportSlots (upTo, cells, provider, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`;
const REPLACE_SLOT = `
  UPDATE reportSlots SET upTo = ?, cells = ? WHERE provider = ? AND at = ? AND upTo = ?`;

// Triggers of `reportSlots` and `callResults` remove the sums, and count the changes.
const READ_DAY = `
  SELECT cells, lists FROM reportDays WHERE provider = ? AND day = ? AND changes = ? AND cells IS NOT NULL`;
const SAVE_DAY = `
  UPDATE reportDays SET cells = ?, lists = ? WHERE provider = ? AND day = ? AND changes = ?`;

const EXPIRE_DAYS_OF_ALL = `
  DELETE FROM reportDays WHERE provider = '${ALL}'
    AND day < (SELECT min(day) FROM reportDays WHERE provider <> '${ALL}')`;

const ADD_DIMENSIONS = `
  INSERT INTO reportDimensions (id, document, usedUntil) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET usedUntil = max(usedUntil, excluded.usedUntil)`;
const EXPIRE_DIMENSIONS = `
  DELETE FROM reportDimensions WHERE number IN
    (SELECT number FROM reportDimensions WHERE provider IS ? AND usedUntil < ? LIMIT ?)`;

export function sqliteReports(database: Database): ReportSlots {
  return {
    position: () =>
      database.read(
        () => database.get<{ position: number }>('SELECT position FROM reportProgress')?.position ?? 0,
      ),

    advance: (position) => database.write(() => void database.run(ADVANCE, position)),

    slot: (provider, at) =>
      database.read(() => {
        const find = 'SELECT * FROM reportSlots WHERE provider = ? AND at = ?';
        const row = database.get<SlotRow>(find, provider ?? '', iso(at));
        return row ? parse(row) : null;
      }),

    put: ({ provider, at, upTo, cells }, former) =>
      database.write(() => {
        const values = [upTo, JSON.stringify(cells), provider ?? '', iso(at)];
        const changes =
          former === null ? database.run(ADD_SLOT, ...values) : database.run(REPLACE_SLOT, ...values, former);
        return changes > 0;
      }),

    list: ({ provider, since, until }, limit, after) =>
      database.read(() => {
        const place = after && [after.provider ?? '', iso(after.at)];
        const page = {
          table: 'reportSlots',
          key: SLOT_KEY,
          provider,
          since: iso(since),
          after: place,
          limit,
        };
        return keyedPage<SlotRow>(database, { ...page, conditions: { 'at < ?': iso(until) } }).map(parse);
      }),

    days: ({ provider, since, until }, after) =>
      database.read(() => {
        const page = {
          ...{ table: 'reportDays', key: DAY_KEY, provider: provider ?? ALL, since: since && dayOf(since) },
          conditions: { 'day <= ?': until && dayOf(new Date(until.getTime() - 1)) },
          ...{ after: after && [ownerOf(after), dayOf(after.at)], limit: DAYS_PAGE },
        };
        return keyedPage<DayRow>(database, page, 'provider, day, changes').map(parseDay);
      }),

    day: (day) =>
      database.read(() => {
        const row = database.get<SumsRow>(READ_DAY, ownerOf(day), dayOf(day.at), Number(day.version));
        return row ? { cells: row.cells, values: row.lists } : null;
      }),

    saveDay: (day, { cells, values }) =>
      database.write(
        () => void database.run(SAVE_DAY, cells, values, ownerOf(day), dayOf(day.at), Number(day.version)),
      ),

    addDimensions: async (records) => {
      const ids = records.map(({ id }) => id);
      const known = await database.read(() => find(ids));
      const changed = records.filter((record) => (known.get(record.id)?.usedUntil ?? '') < untilOf(record));
      if (changed.length === 0) return numbersIn(known);
      return database.write(() => {
        for (const record of changed)
          database.run(ADD_DIMENSIONS, record.id, JSON.stringify(record.values), untilOf(record));
        return numbersIn(find(ids));
      });
    },

    dimensions: (numbers) =>
      database.read(() => {
        const rows = database.all<{ number: number; document: string }>(
          `SELECT number, document FROM reportDimensions WHERE number ${IN_LIST}`,
          JSON.stringify(numbers),
        );
        return rows.map(({ number, document }) => ({ number, values: JSON.parse(document) }));
      }),

    expire: (provider, before, limit) =>
      database.write(
        () =>
          expireSlots(provider ?? '', before) + database.run(EXPIRE_DIMENSIONS, provider, iso(before), limit),
      ),
  };

  /** Returns the count of removed slots. */
  function expireSlots(provider: string, before: Date): number {
    const removed = database.run(
      'DELETE FROM reportSlots WHERE provider = ? AND at < ?',
      provider,
      iso(before),
    );
    database.run('DELETE FROM reportDays WHERE provider = ? AND day < ?', provider, dayOf(before));
    database.run(EXPIRE_DAYS_OF_ALL);
    return removed;
  }

  function find(ids: readonly string[]): Map<string, DimensionsRow> {
    const rows = database.all<DimensionsRow>(
      `SELECT id, number, usedUntil FROM reportDimensions WHERE id ${IN_LIST}`,
      JSON.stringify(ids),
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}

function numbersIn(rows: ReadonlyMap<string, DimensionsRow>): Map<string, number> {
  return new Map([...rows].map(([id, { number }]) => [id, number]));
}

function untilOf(record: UsedDimensions): string {
  return iso(usedUntil(record));
}

function parse({ provider, at, upTo, cells }: SlotRow): ReportSlot {
  return { provider: provider || null, at: new Date(at), upTo, cells: JSON.parse(cells) };
}

function parseDay({ provider, day, changes }: DayRow): DayVersion {
  const owner = provider === ALL ? undefined : provider || null;
  return { provider: owner, at: new Date(day), version: String(changes) };
}

function ownerOf({ provider }: DayKey): string {
  return provider === undefined ? ALL : (provider ?? '');
}

/** Returns the date of the moment, as UTC has it. */
function dayOf(moment: Date): string {
  return iso(moment).slice(0, 10);
}
