import { packVisitCells, unpackVisitCells, type VisitSlot, withChanges } from '../../domain/visit-slot.ts';
import type { VisitSlots } from '../port.ts';
import type { SlotChanges } from '../visit-changes.ts';
import type { Database } from './database.ts';
import { keyedPage } from './keyed-page.ts';
import { iso } from './time.ts';

type Row = { provider: string; at: string; site: string; upTo: string; cells: string };

const KEY = ['provider', 'at', 'site'] as const;
const FIND = 'SELECT * FROM visitSlots WHERE provider = ? AND at = ? AND site = ?';
const PUT = `
  INSERT INTO visitSlots (provider, at, site, upTo, cells) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET upTo = excluded.upTo, cells = excluded.cells`;
const EXPIRE = `
  DELETE FROM visitSlots WHERE (provider, at, site) IN
    (SELECT provider, at, site FROM visitSlots WHERE provider = ? AND at < ? LIMIT ?)`;

export function sqliteVisits(database: Database): VisitSlots {
  return {
    list: ({ provider, since, until, site }, limit, after) =>
      database.read(() => {
        const conditions = { 'at < ?': iso(until), 'site = ?': site };
        const place = after && [after.provider, iso(after.at), after.site];
        const page = { table: 'visitSlots', key: KEY, provider, since: iso(since), after: place, limit };
        return keyedPage<Row>(database, { ...page, conditions }).map(parse);
      }),

    expire: (provider, before, limit) =>
      database.write(() => database.run(EXPIRE, provider, iso(before), limit)),
  };
}

/** Adds the changes to a slot, in the transaction that stores their entries. */
export function countVisits(database: Database, { key, changes }: SlotChanges): void {
  const place = [key.provider, iso(key.at), key.site];
  const row = database.get<Row>(FIND, ...place);
  const slot = withChanges(key, row ? parse(row) : null, changes);
  if (slot) database.run(PUT, ...place, slot.upTo, packVisitCells(slot.cells));
}

function parse({ provider, at, site, upTo, cells }: Row): VisitSlot {
  return { provider, at: new Date(at), site, upTo, cells: unpackVisitCells(cells) };
}
