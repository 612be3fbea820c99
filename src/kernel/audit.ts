import type { ServerResponse } from 'node:http';
import type { ParsedUrlQuery } from 'node:querystring';
import type { Access, AuditedChange, Change } from '../domain/audit.ts';
import type { Named } from '../domain/holder.ts';
import type { Reach } from '../domain/reach.ts';
import type { AccessRecord } from './access-record.ts';
import type { Route } from './route.ts';

/** Paging does not say which records were read, and would make each page another entry. */
const PAGING = ['after', 'limit'];

/** The ids of one entry. A bulk import would otherwise make an entry larger than a thousand others. */
const MAX_IDS = 1000;
const MAX_CHANGES = 100;

export type NoteAccess = (access: Access) => void;

/** The parts of a request that its entry has. */
export type AccessedRequest = { params: Record<string, string>; query: ParsedUrlQuery; address: string };

/** Notes an access once, with the answer's status, when the response closes or `noteNow` is called. */
export function recordAccess(
  route: Route,
  named: Named,
  { params, query, address }: AccessedRequest,
  response: ServerResponse,
  note: NoteAccess,
): AccessRecord {
  const ids = new Set(Object.values(params));
  const changes: AuditedChange[] = [];
  const concerned = new Set<string | null>();
  let isNoted = false;

  function noteNow(): void {
    if (isNoted) return;
    isNoted = true;
    const { statusCode: status } = response;
    note({
      ...{ kind: named.kind, key: named.id, name: named.name, address },
      provider: providerOf(named.reach, query.provider, concerned),
      method: route.method.toUpperCase(),
      route: route.path,
      ids: [...ids].slice(0, MAX_IDS).map((id) => id.slice(0, 64)),
      query: filterOf(query),
      readsCallers: status < 300 && showsCallers(route, named),
      ...{ changes, status },
    });
  }

  response.once('close', noteNow);
  return {
    noteNow,
    note({ provider, ...change }: Change) {
      concerned.add(provider);
      if (changes.length < MAX_CHANGES) changes.push(change);
    },
    concern: (provider) => void concerned.add(provider),
    addCreated(body) {
      for (const id of route.method === 'post' ? idsIn(body) : []) ids.add(id);
    },
  };
}

function showsCallers({ showsCallers: when }: Route, { scopes }: Named): boolean {
  return when === 'always' || (when === 'by scope' && scopes?.has('callers:read') === true);
}

/**
 * Returns the one provider that the request concerns: the sender's only one, else the one whose records it changed or read, else the
 * one that the query names.
 */
function providerOf(
  reach: Reach,
  wanted: string | string[] | undefined,
  concerned: ReadonlySet<string | null>,
): string | null {
  const [own = null, ...others] = reach.providers ?? [];
  if (own !== null && others.length === 0) return own;
  const [found = null] = concerned;
  if (concerned.size > 0) return concerned.size === 1 ? found : null;
  return typeof wanted === 'string' && reach.sees(wanted) ? wanted : null;
}

function filterOf(query: ParsedUrlQuery): Record<string, string> {
  const members = Object.entries(query).filter(([name]) => !PAGING.includes(name));
  return Object.fromEntries(members.slice(0, 20).map(([name, value]) => [name.slice(0, 64), String(value)]));
}

type Created = { id?: string; data?: unknown } | undefined;

/** Returns the id of the one record that an answer shows, or the ids of its list. */
function idsIn(body: unknown): string[] {
  const { id, data } = (body as Created) ?? {};
  if (id !== undefined) return [id];
  return Array.isArray(data) ? data.flatMap((record: { id?: string }) => record.id ?? []) : [];
}
