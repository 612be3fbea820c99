import type { RequestHandler } from 'express';
import type { Access } from '../privacy/audit-log.ts';
import type { KeyHolder } from './result.ts';

/** Paging says nothing of what was asked for, and would make each page another entry. */
const PAGING = ['after', 'limit'];

/** Of a list that was made at once; more would make an entry larger than a thousand others. */
const MAX_IDS = 1000;

export type NoteAccess = (access: Access) => void;

/**
 * Has a request noted once it is answered, or once its stream begins, whatever the answer. Only one that bore a key is:
 * others have no name to note.
 */
export function auditing(
  { method, path }: { method: string; path: string },
  note: NoteAccess,
): RequestHandler {
  return (request, response, next) => {
    let isNoted = false;
    const noteOnce = () => {
      const key = response.locals.key as KeyHolder | undefined;
      if (isNoted || !key) return;
      isNoted = true;
      const made = (response.locals.made as string[] | undefined) ?? [];
      const ids = new Set([...Object.values(request.params), ...made].flat());
      const query = Object.entries(request.query).flatMap(([name, value]) =>
        PAGING.includes(name) ? [] : [[name.slice(0, 64), String(value)] as const],
      );
      note({
        key: key.id,
        name: key.name,
        method: method.toUpperCase(),
        route: path,
        ids: [...ids].slice(0, MAX_IDS).map((id) => id.slice(0, 64)),
        query: Object.fromEntries(query.slice(0, 20)),
        status: response.statusCode,
      });
    };
    response.locals.noteNow = noteOnce;
    response.once('close', noteOnce);
    next();
  };
}
