import type { ServerResponse } from 'node:http';
import type { ParsedUrlQuery } from 'node:querystring';
import type { Access } from '../domain/audit.ts';
import type { Holder } from '../domain/holder.ts';
import type { Reach } from '../domain/reach.ts';
import type { Route } from './route.ts';

/** Paging does not say which records were read, and would make each page another entry. */
const PAGING = ['after', 'limit'];

/** The ids of one entry. A bulk import would otherwise make an entry larger than a thousand others. */
const MAX_IDS = 1000;

export type NoteAccess = (access: Access) => void;

export type AccessRecord = {
  /** Adds the ids of the records that the request created. */
  addCreated: (body: unknown) => void;
  /** Notes the access at once: a stream's answer ends too late for the audit log. */
  noteNow: () => void;
};

/** Notes an access once, with the answer's status, when the response closes or `noteNow` is called. */
export function recordAccess(
  { method, path }: Route,
  holder: Holder,
  request: { params: Record<string, string>; query: ParsedUrlQuery },
  response: ServerResponse,
  note: NoteAccess,
): AccessRecord {
  const ids = new Set(Object.values(request.params));
  let isNoted = false;

  function noteNow(): void {
    if (isNoted) return;
    isNoted = true;
    note({
      key: holder.id,
      name: holder.name,
      provider: providerOf(holder.reach, request.query.provider),
      method: method.toUpperCase(),
      route: path,
      ids: [...ids].slice(0, MAX_IDS).map((id) => id.slice(0, 64)),
      query: filterOf(request.query),
      status: response.statusCode,
    });
  }

  response.once('close', noteNow);
  return {
    noteNow,
    addCreated(body) {
      for (const id of method === 'post' ? idsIn(body) : []) ids.add(id);
    },
  };
}

/** Returns the one provider that the request can concern: the key's only one, or the one that the query names. */
function providerOf(reach: Reach, wanted: string | string[] | undefined): string | null {
  if (reach.providers?.length === 1) return reach.providers[0] ?? null;
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
