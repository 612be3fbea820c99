import type { SessionFacts } from '../../../domain/ledger.ts';
import type { HitUpdate, LinkUpdate, PlacedVisit, SessionUpdate, ShowingUpdate } from '../../ledger-batch.ts';
import type { Connection } from '../connection.ts';
import { date, document, flag, number, required, text } from '../members.ts';
import { visitModel } from '../visits.ts';

export type StoredLink = { _id: string } & Omit<LinkUpdate, 'id'>;
export type StoredShown = { _id: string } & Omit<ShowingUpdate, 'shownAt' | 'site'> & {
    shownAt?: Date;
    site?: string;
  };
export type StoredSession = { _id: string } & Omit<SessionUpdate, 'earliest' | 'visit' | 'tapPlace'> & {
    earliest?: { place: string; facts: StoredFacts };
    visit?: PlacedVisit;
    tapPlace?: string;
  };
export type StoredHit = { _id: string } & HitUpdate;

/** Pages choose the names of values and click ids, and MongoDB does not take every name for a member. */
export type StoredFacts = Omit<SessionFacts, 'values' | 'clickIds'> & { values: Pairs; clickIds: Pairs };
type Pairs = [name: string, value: string][];

/** Makes the models of the link history. */
export function historyModels(connection: Connection) {
  const links = connection.model<StoredLink>(
    'links',
    {
      _id: required(text),
      provider: required(text),
      pool: text,
      number: text,
      site: text,
      endpoint: text,
      keyedBy: text,
      key: text,
      reason: text,
      activeSessions: number,
      threshold: number,
      former: text,
      returned: flag,
      startedAt: date,
      seenAt: date,
      endedAt: date,
      cause: text,
    },
    [[{ provider: 1, number: 1, startedAt: -1, _id: -1 }], [{ provider: 1, endedAt: 1 }]],
  );
  const shown = connection.model<StoredShown>(
    'shown',
    {
      _id: required(text),
      link: required(text),
      provider: required(text),
      session: required(text),
      site: text,
      shownAt: date,
      last: required(document),
    },
    [[{ link: 1, shownAt: -1, session: -1 }], [{ site: 1, session: 1 }]],
  );
  const sessions = connection.model<StoredSession>(
    'sessions',
    {
      _id: required(text),
      site: required(text),
      id: required(text),
      provider: required(text),
      firstSeenAt: required(date),
      lastSeenAt: required(date),
      earliest: document,
      visit: document,
      tapPlace: text,
    },
    [[{ 'earliest.facts.visitor': 1, site: 1, id: 1 }], [{ provider: 1, lastSeenAt: 1 }]],
  );
  const hits = connection.model<StoredHit>(
    'hits',
    {
      _id: required(text),
      provider: required(text),
      place: required(text),
      site: required(text),
      session: required(text),
      at: required(date),
      hit: required(text),
      page: text,
    },
    [[{ site: 1, session: 1, at: 1, place: 1 }], [{ provider: 1, place: 1 }]],
  );
  return { links, shown, sessions, hits, visits: visitModel(connection) };
}

export type HistoryModels = ReturnType<typeof historyModels>;
