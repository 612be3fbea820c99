import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { readKey, saveKey } from '../api/key.ts';

export type Session = {
  /** The name of the person or of the key. */
  name: string;
  /** Returns whether the session's holder may use operations of the scope. */
  can(scope: string): boolean;
};

type Access = {
  session: Session | null;
  signInByKey(key: string): void;
  signOut(): void;
};

const AccessContext = createContext<Access | null>(null);

/** Holds the session for all screens. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [key, setKey] = useState(readKey);
  const access = useMemo<Access>(
    () => ({
      session: key === null ? null : { name: 'API key', can: () => true },
      signInByKey: (pasted) => {
        saveKey(pasted);
        setKey(pasted);
      },
      signOut: () => {
        saveKey(null);
        setKey(null);
      },
    }),
    [key],
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
