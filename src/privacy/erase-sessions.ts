import { erasedAttribution, withoutCandidate } from '../domain/privacy.ts';
import type { SessionKey, Store } from '../store/port.ts';
import { type CallErasure, eraseAttributions, eraseCalls } from './erase-calls.ts';

/** For this long after its showing a session may be a candidate for a call to the number. */
const CANDIDATE_MS = 30 * 86_400_000;
const MAX_PAGE_CALLS = 200;

export type SessionErasure = CallErasure & {
  store: Pick<Store, 'history'>;
  forgetSession: (session: SessionKey) => Promise<number>;
  /** Brings the link history of all providers concerned up to date. */
  drain: () => Promise<unknown>;
};

/**
 * Erases the sessions and their traces in attributions. The history goes last, because it leads to the attributions. An
 * erasure that was cut short is repeated by the sessions' keys.
 * @param isVisitor the sessions are those of a visitor, so the calls that were attributed to them are the visitor's too
 */
export async function eraseSessions(
  erasure: SessionErasure,
  sessions: readonly SessionKey[],
  isVisitor: boolean,
): Promise<void> {
  const { store, forgetSession, drain, counts, at } = erasure;
  for (const session of sessions) counts.add({ memories: await forgetSession(session) });
  await drain();
  const naming = await store.attributions.ofSessions(sessions);
  const calls = [...new Set(naming.map(({ call }) => call))];
  if (isVisitor) await eraseCalls(erasure, calls);
  else
    await eraseAttributions(
      erasure,
      naming.map((one) => erasedAttribution(one, at)),
    );
  await eraseCandidates(erasure, sessions);
  counts.add(await store.history.erase(sessions));
}

/** Erases the sessions from attributions of other people's calls, where they are candidates. */
async function eraseCandidates(erasure: SessionErasure, sessions: readonly SessionKey[]): Promise<void> {
  const { store } = erasure;
  const ids = new Set(sessions.map(({ session }) => session));
  const isErased = (session: string) => ids.has(session);
  for (const { provider, number, shownAt } of await store.history.numbersShownTo(sessions)) {
    const until = new Date(shownAt.getTime() + CANDIDATE_MS);
    for (let after: string | undefined; ; ) {
      const page = { limit: MAX_PAGE_CALLS, after };
      const calls = await store.calls.list(page, { provider, to: number, since: shownAt, until });
      const attributions = await store.attributions.ofCalls(calls.map(({ id }) => id));
      const concerned = attributions.filter(({ candidates }) =>
        candidates.some(({ session }) => session !== null && isErased(session)),
      );
      await eraseAttributions(
        erasure,
        concerned.map((one) => withoutCandidate(one, isErased)),
      );
      if (calls.length < MAX_PAGE_CALLS) break;
      after = calls.at(-1)?.id;
    }
  }
}
