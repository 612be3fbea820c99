import type { SessionFacts } from '../../../domain/ledger.ts';
import { compoundKey } from '../../ledger-batch.ts';
import type { Row } from '../../port.ts';
import { storedEarliest } from '../history/apply.ts';
import type { StoredSession, StoredShown } from '../history/models.ts';
import { toFacts } from '../history/sessions.ts';
import type { CollectionForm, Document } from './form.ts';

export const SHOWN: CollectionForm = {
  key: '_id',
  toRow: (stored) => {
    const { link, session, provider, site = null, shownAt = null, last } = stored as unknown as StoredShown;
    return { link, session, provider, site, shownAt, place: last.place, seenAt: textOf(last.seenAt) };
  },
  toDocument: ({ site, shownAt, place, seenAt, ...row }) => ({
    ...{ _id: compoundKey(String(row.link), String(row.session)), ...row },
    ...set({ site, shownAt }),
    // MongoDB compares the place first.
    last: { place, seenAt: dateOf(seenAt) },
  }),
};

export const SESSIONS: CollectionForm = {
  key: '_id',
  toRow: (stored) => {
    const { _id, earliest, visit, tapPlace = null, ...session } = stored as unknown as StoredSession;
    return {
      ...session,
      ...{ place: earliest?.place ?? null, facts: earliest ? toFacts(earliest.facts) : null, tapPlace },
      visit: visit ? { ...visit, at: textOf(visit.at) } : null,
    };
  },
  toDocument: ({ place, facts, tapPlace, visit, ...row }) => {
    const earliest = facts && storedEarliest({ place: String(place), facts: facts as SessionFacts });
    return {
      ...{ _id: compoundKey(String(row.site), String(row.id)), ...row },
      ...set({ earliest, tapPlace, visit: visit && { ...(visit as Row), at: dateOf((visit as Row).at) } }),
    } as Document;
  },
};

/** Returns the members that are not null. An update of the others finds them absent. */
function set(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

function textOf(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}

function dateOf(text: unknown): Date | null {
  return text === null ? null : new Date(String(text));
}
