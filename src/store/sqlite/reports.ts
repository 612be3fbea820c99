import type { ReportSlot, UsedDimensions } from '../../domain/report.ts';
import type { DayKey, ReportSlots, StoredDay } from '../port.ts';
import { usedUntil } from '../used-until.ts';
import type { Database } from './database.ts';
import { keyedPage } from './keyed-page.ts';
import { IN_LIST } from './lists.ts';
import { iso } from './time.ts';
import { ofProviders } from './where.ts';

/** `provider` is empty where the slot has none: SQLite takes two keys with a null for different ones. */
type SlotRow = { provider: string; at: string; upTo: number; cells: string };
type DayRow = {
  provider: string;
  day: string;
  changes: number;
  cells: Uint8Array | null;
  lists: string | null;
};
type DimensionsRow = { id: string; number: number; usedUntil: string };

/** The owner of the days of all providers. No provider has such an id. */
const ALL = '*';
const SLOT_KEY = ['provider', 'at'] as const;
const DAY_KEY = ['provider', 'day'] as const;
const MAX_DAYS = 500;
const MAX_PAGE_BYTES = 8_000_000;

const ADVANCE = `
  INSERT INTO reportProgress (id, position) VALUES (1, ?)
  ON CONFLICT DO UPDATE SET position = max(position, excluded.position)`;

const ADD_SLOT = `
  INSERT INTO reportSlots (upTo, cells, provider, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`;
const REPLACE_SLOT = `
  UPDATE reportSlots SET upTo = ?, cells = ? WHERE provider = ? AND at = ? AND upTo = ?`;

// Triggers of `reportSlots` remove the sums, and count the changes.
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
        const conditions = { ...ofProviders(provider), 'at >= ?': iso(since), 'at < ?': iso(until) };
        const place = after && [after.provider ?? '', iso(after.at)];
        const page = { table: 'reportSlots', key: SLOT_KEY, conditions, after: place, limit };
        return keyedPage<SlotRow>(database, page).map(parse);
      }),

    days: ({ provider, since, until }, after) =>
      database.read(() => {
        const conditions = {
          ...ofProviders(provider ?? ALL),
          'day >= ?': since && dayOf(since),
          'day <= ?': until && dayOf(new Date(until.getTime() - 1)),
        };
        const place = after && [ownerOf(after), dayOf(after.at)];
        const page = { table: 'reportDays', key: DAY_KEY, conditions, after: place };
        const bytes = 'coalesce(length(cells), 0) AS bytes';
        const limit = fitting(keyedPage<{ bytes: number }>(database, { ...page, limit: MAX_DAYS }, bytes));
        return keyedPage<DayRow>(database, { ...page, limit }).map(parseDay);
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

function parseDay({ provider, day, changes, cells, lists }: DayRow): StoredDay {
  const sums = cells && lists !== null ? { cells, values: lists } : null;
  const owner = provider === ALL ? undefined : provider || null;
  return { provider: owner, at: new Date(day), version: String(changes), sums };
}

function ownerOf({ provider }: DayKey): string {
  return provider === undefined ? ALL : (provider ?? '');
}

/** Returns the date of the moment, as UTC has it. */
function dayOf(moment: Date): string {
  return iso(moment).slice(0, 10);
}

/** Returns how many of the days fit on a page, one at least. */
function fitting(days: readonly { bytes: number }[]): number {
  let bytes = 0;
  const beyond = days.findIndex((day) => {
    bytes += day.bytes;
    return bytes > MAX_PAGE_BYTES;
  });
  return beyond < 0 ? days.length : Math.max(beyond, 1);
}
