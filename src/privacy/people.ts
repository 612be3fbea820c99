import type { Attribution } from '../domain/attribution.ts';
import type { Call } from '../domain/call.ts';
import type { Directory } from '../registry/port.ts';
import type { PersonalData, SessionKey } from '../store/port.ts';

const CALLS = 100;
const SESSIONS = 500;

/** The callers' calls, some at a time. */
export async function* callsOfCallers(
  personal: Pick<PersonalData, 'callsFrom'>,
  { callers, provider }: { callers: readonly string[]; provider: string | null },
): AsyncGenerator<Call[]> {
  if (callers.length === 0) return;
  for (let after: string | undefined; ; ) {
    const page = await personal.callsFrom(callers, { limit: CALLS, after });
    const wanted = page.filter((call) => provider === null || call.provider === provider);
    if (wanted.length > 0) yield wanted;
    if (page.length < CALLS) return;
    after = page.at(-1)?.id;
  }
}

/** The sessions that the attributions name: whoever they were taken to be is taken to be the caller. */
export function sessionsClaimed(attributions: readonly Attribution[]): SessionKey[] {
  return attributions.flatMap(({ site, session }) =>
    site !== null && session !== null ? [{ site, session }] : [],
  );
}

/** The visitor's sessions, on the provider's sites alone where one is named. */
export async function allSessionsOf(
  personal: Pick<PersonalData, 'sessionsOf'>,
  visitor: string,
  provider: string | null,
  directory: Pick<Directory, 'get'>,
): Promise<SessionKey[]> {
  const sessions: SessionKey[] = [];
  for (let after: SessionKey | undefined; ; ) {
    const page = await personal.sessionsOf(visitor, SESSIONS, after);
    sessions.push(
      ...page.filter(({ site }) => provider === null || directory.get('sites', site)?.provider === provider),
    );
    if (page.length < SESSIONS) return sessions;
    after = page.at(-1);
  }
}
