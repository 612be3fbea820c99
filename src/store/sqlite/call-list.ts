import { wantedFacets } from '../call-facets.ts';
import type { Page, Providers } from '../port/page.ts';
import type { CallFilter } from '../port.ts';
import type { Bindable } from './database.ts';
import { iso } from './time.ts';
import { ofProviders, where } from './where.ts';

type Query = { sql: string; values: Bindable[] };

/** Matches a row of the index whose call has another facet too. */
const HAS_ROW = `EXISTS (
  SELECT 1 FROM callFacets AS other
  WHERE other.facet = ? AND other.provider = found.provider AND other.at = found.at AND other.call = found.call)`;
const HAS_FACET = `EXISTS (SELECT 1 FROM json_each(calls.facets, '$.facets') WHERE value = ?)`;

/** Returns the query for a page of calls, the latest first. */
export function callListQuery(page: Page, filter: CallFilter): Query {
  const { all, none } = wantedFacets(filter);
  const [first, ...others] = all;
  // Few calls have one number, so the index of the number finds them sooner than that of a facet.
  const isByNumber = [filter.to, filter.from, filter.fromEnd].some((one) => one !== undefined);
  if (first === undefined || isByNumber) return byTime(page, filter, all, none);
  return byFacet(first, page, filter, others, none);
}

/** Returns the query for the number of calls, as `count`. A facet is counted in its index. */
export function callCountQuery(filter: CallFilter): Query {
  const { all, none } = wantedFacets(filter);
  const [first, ...others] = all;
  if (first === undefined) {
    const { sql, values } = byTime({ limit: Number.MAX_SAFE_INTEGER }, filter, all, none);
    return { sql: `SELECT count(*) AS count FROM (${sql})`, values };
  }
  const owners = ownersOf(filter.provider, first);
  const { sql, values, needsCalls } = inIndex(first, filter, others, none);
  return {
    sql: `${owners.sql} SELECT count(*) AS count FROM owners CROSS JOIN callFacets AS found
      ${needsCalls ? 'JOIN calls ON calls.id = found.call' : ''} ${sql}`,
    values: [...owners.values, ...values],
  };
}

function byTime(page: Page, filter: CallFilter, all: string[], none: string[]): Query {
  const { sql, values } = joined(
    where({
      ...ofProviders(filter.provider),
      ...conditionsOnCalls(filter),
      'at >= ?': iso(filter.since),
      'at <= ?': iso(filter.until),
    }),
    [
      ...facetConditions(all, none),
      ...(page.after === undefined
        ? []
        : [{ sql: '(at, id) < (SELECT at, id FROM calls WHERE id = ?)', values: [page.after] }]),
    ],
  );
  return {
    sql: `SELECT document FROM calls ${sql} ORDER BY at DESC, id DESC LIMIT ?`,
    values: [...values, page.limit],
  };
}

/**
 * Reads the latest calls with the facet of each provider from the index of facets, and merges them. So a provider with few
 * calls never waits for those of others. Only the calls of the page itself are read, where no condition asks for more.
 */
function byFacet(facet: string, page: Page, filter: CallFilter, others: string[], none: string[]): Query {
  const owners = ownersOf(filter.provider, facet);
  const { sql, values, needsCalls } = inIndex(facet, filter, others, none, page.after);
  return {
    sql: `${owners.sql}
      SELECT document FROM (
        SELECT latest.value ->> 0 AS foundAt, latest.value ->> 1 AS foundId FROM owners, json_each((
          SELECT json_group_array(json_array(at, call)) FROM (
            SELECT found.at, found.call FROM callFacets AS found
            ${needsCalls ? 'JOIN calls ON calls.id = found.call' : ''} ${sql}
            ORDER BY found.at DESC, found.call DESC LIMIT ?))) AS latest
        ORDER BY foundAt DESC, foundId DESC LIMIT ?)
      JOIN calls ON calls.id = foundId
      ORDER BY foundAt DESC, foundId DESC`,
    values: [...owners.values, ...values, page.limit, page.limit],
  };
}

/** Returns the conditions on the rows of the index, and whether they concern the calls themselves. */
function inIndex(
  facet: string,
  filter: CallFilter,
  others: string[],
  none: string[],
  after?: string,
): Query & { needsCalls: boolean } {
  const ofCalls = conditionsOnCalls(filter);
  const conditions = joined(
    where({
      'found.facet = ?': facet,
      ...ofCalls,
      'found.at >= ?': iso(filter.since),
      'found.at <= ?': iso(filter.until),
    }),
    [
      { sql: 'found.provider = owners.value', values: [] },
      ...others.map((other) => ({ sql: HAS_ROW, values: [other] })),
      ...none.map((other) => ({ sql: `NOT ${HAS_ROW}`, values: [other] })),
      ...(after === undefined
        ? []
        : [{ sql: '(found.at, found.call) < (SELECT at, id FROM calls WHERE id = ?)', values: [after] }]),
    ],
  );
  return { ...conditions, needsCalls: Object.values(ofCalls).some((value) => value !== undefined) };
}

/** Returns a table `owners` of the providers: those of the filter, or all that have calls with the facet. */
function ownersOf(wanted: Providers | undefined, facet: string): Query {
  if (wanted !== undefined) {
    const list = typeof wanted === 'string' ? [wanted] : wanted;
    return {
      sql: 'WITH owners (value) AS (SELECT value FROM json_each(?))',
      values: [JSON.stringify(list)],
    };
  }
  // Jumps from one provider to the next in the index, past the calls of each.
  return {
    sql: `WITH RECURSIVE owners (value) AS (
      SELECT min(provider) FROM callFacets WHERE facet = ?
      UNION ALL
      SELECT (SELECT min(provider) FROM callFacets WHERE facet = ? AND provider > owners.value)
      FROM owners WHERE owners.value IS NOT NULL)`,
    values: [facet, facet],
  };
}

function conditionsOnCalls(filter: CallFilter): Record<string, Bindable | undefined> {
  return {
    'calls.site = ?': filter.site,
    'calls.endpoint = ?': filter.endpoint,
    'calls."to" = ?': filter.to,
    'calls."from" = ?': filter.from,
    'substr(calls."from", -4) = ?': filter.fromEnd,
    "calls.facets ->> 'value' >= ?": filter.minValue,
  };
}

function facetConditions(all: string[], none: string[]): Query[] {
  return [
    ...all.map((facet) => ({ sql: HAS_FACET, values: [facet] })),
    ...none.map((facet) => ({ sql: `NOT ${HAS_FACET}`, values: [facet] })),
  ];
}

function joined(first: Query, others: Query[]): Query {
  const parts = others.map(({ sql }) => sql);
  if (parts.length === 0) return first;
  return {
    sql: `${first.sql === '' ? 'WHERE' : `${first.sql} AND`} ${parts.join(' AND ')}`,
    values: [...first.values, ...others.flatMap(({ values }) => values)],
  };
}
