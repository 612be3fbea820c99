import type { Attribution } from '../domain/attribution.ts';
import type { Call } from '../domain/call.ts';
import type { Directory } from '../registry/port.ts';
import type { Calls, LinkHistory, SessionKey } from '../store/port.ts';

const MAX_PAGE_CALLS = 100;
const MAX_PAGE_SESSIONS = 500;

/**
 * Yields the callers' calls in pages.
 * @param provider limits them to calls to this provider; null for all
 */
export async function* callsOfCallers(
  calls: Pick<Calls, 'fromCallers'>,
  { callers, provider }: { callers: readonly string[]; provider: string | null },
): AsyncGenerator<Call[]> {
  if (callers.length === 0) return;
  for (let after: string | undefined; ; ) {
    const page = await calls.fromCallers(callers, { limit: MAX_PAGE_CALLS, after });
    const wanted = page.filter((call) => provider === null || call.provider === provider);
    if (wanted.length > 0) yield wanted;
    if (page.length < MAX_PAGE_CALLS) return;
    after = page.at(-1)?.id;
  }
}

/** Returns the sessions that the attributions name. A session that a call was attributed to counts as the caller's. */
export function sessionsNamed(attributions: readonly Attribution[]): SessionKey[] {
  return attributions.flatMap(({ site, session }) =>
    site !== null && session !== null ? [{ site, session }] : [],
  );
}

/**
 * Returns the visitor's sessions.
 * @param provider limits them to the sites of this provider; null for all
 */
export async function sessionsOfVisitor(
  history: Pick<LinkHistory, 'sessionsOf'>,
  visitor: string,
  provider: string | null,
  directory: Pick<Directory, 'get'>,
): Promise<SessionKey[]> {
  const sessions: SessionKey[] = [];
  for (let after: SessionKey | undefined; ; ) {
    const page = await history.sessionsOf(visitor, MAX_PAGE_SESSIONS, after);
    sessions.push(
      ...page.filter(({ site }) => provider === null || directory.get('sites', site)?.provider === provider),
    );
    if (page.length < MAX_PAGE_SESSIONS) return sessions;
    after = page.at(-1);
  }
}

/** Returns the sessions without repetitions. */
export function distinctSessions(sessions: readonly SessionKey[]): SessionKey[] {
  return [...new Map(sessions.map((one) => [JSON.stringify([one.site, one.session]), one])).values()];
}
