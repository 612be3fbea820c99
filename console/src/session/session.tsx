import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { Session as SessionRecord } from '../../../tools/client/operations.ts';
import { call, setCsrfToken } from '../api/client.ts';
import { SESSION_KEY } from '../api/hooks.ts';
import { readKey, saveKey } from '../api/key.ts';
import { ApiProblem } from '../api/problem.ts';

export type Session = SessionRecord & {
  /** Returns whether the session's holder may use operations of the scope. */
  can(scope: string): boolean;
};

type Access = {
  /** undefined: the gateway has not answered yet; null: nobody is signed in. */
  session: Session | null | undefined;
  error: Error | null;
  /** Reads again who is signed in. */
  refresh(): Promise<void>;
  signOut(): Promise<void>;
};

const AccessContext = createContext<Access | null>(null);

/** Holds the session for all screens. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const cache = useQueryClient();
  const { data: record, error } = useQuery({
    queryKey: SESSION_KEY,
    queryFn: readSession,
    staleTime: 60_000,
  });
  const access = useMemo<Access>(
    () => ({
      session: record && { ...record, can: canOf(record) },
      error,
      refresh: () => cache.resetQueries(),
      async signOut() {
        if (readKey() === null) await call('DELETE /v1/session', {});
        saveKey(null);
        await cache.resetQueries();
      },
    }),
    [record, error, cache],
  );
  return <AccessContext value={access}>{children}</AccessContext>;
}

export function useAccess(): Access {
  const access = useContext(AccessContext);
  if (!access) throw new Error('there is no SessionProvider');
  return access;
}

/** Returns the session of a signed-in reader. Screens are shown only with one. */
export function useSession(): Session {
  const { session } = useAccess();
  if (!session) throw new Error('nobody is signed in');
  return session;
}

/**
 * Resolves with null when nobody is signed in. A pasted key that opens nothing any more is forgotten, unless another one was pasted
 * before the answer came.
 */
async function readSession(): Promise<SessionRecord | null> {
  const key = readKey();
  try {
    const record = await call('GET /v1/session', {});
    setCsrfToken(record.csrfToken);
    return record;
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.problem.code !== 'unauthorized') throw error;
    if (readKey() === key) saveKey(null);
    setCsrfToken(null);
    return null;
  }
}

function canOf({ scopes }: SessionRecord): (scope: string) => boolean {
  const all = new Set<string>(scopes);
  return (scope) => all.has(scope);
}
