import type { CallResult, StoredResult } from '../../domain/call-result.ts';
import type { CallResults } from '../port.ts';
import type { Database } from './database.ts';
import { keyedPage } from './keyed-page.ts';
import { iso } from './time.ts';

/** `provider` is empty where the call has none, as in `callFacets`. */
type Row = { provider: string; at: string; call: string; document: string };

const KEY = ['provider', 'at', 'call'] as const;
const REMOVE = 'DELETE FROM callResults WHERE provider = ? AND at = ? AND call = ?';
const ADD = 'INSERT INTO callResults (provider, at, call, document) VALUES (?, ?, ?, ?)';

export function sqliteCallResults(database: Database): CallResults {
  return {
    list: ({ provider, since, until }, limit, after) =>
      database.read(() => {
        const place = after && [after.provider ?? '', iso(after.at), after.call];
        const page = { table: 'callResults', key: KEY, provider, since: iso(since), after: place, limit };
        return keyedPage<Row>(database, { ...page, conditions: { 'at < ?': iso(until) } }).map(parse);
      }),
  };
}

/** A result with the key of its row. */
export type PlacedResult = { provider: string; at: string; result: StoredResult | null };

/** Replaces the row of a call's result, in the transaction of the change. */
export function replaceResult(
  database: Database,
  call: string,
  former: PlacedResult | null,
  next: PlacedResult | null,
): void {
  if (former?.result) database.run(REMOVE, former.provider, former.at, call);
  if (next?.result) database.run(ADD, next.provider, next.at, call, JSON.stringify(next.result));
}

function parse({ provider, at, call, document }: Row): CallResult {
  return { call, provider: provider || null, at: new Date(at), ...(JSON.parse(document) as StoredResult) };
}
