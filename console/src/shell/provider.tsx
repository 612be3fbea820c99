import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

const STORED = 'ringtrail.provider';

type Choice = { provider: string | null; choose(provider: string | null): void };

const ProviderContext = createContext<Choice>({ provider: null, choose: () => undefined });

/** Holds the provider that the reader looks at, for all screens. This browser remembers it. */
export function ProviderChoice({ children }: { children: ReactNode }) {
  const [provider, setProvider] = useState(() => localStorage.getItem(STORED));
  const choice = useMemo<Choice>(
    () => ({
      provider,
      choose: (chosen) => {
        if (chosen === null) localStorage.removeItem(STORED);
        else localStorage.setItem(STORED, chosen);
        setProvider(chosen);
      },
    }),
    [provider],
  );
  return <ProviderContext value={choice}>{children}</ProviderContext>;
}

export function useProviderChoice(): Choice {
  return useContext(ProviderContext);
}

/** Returns the chosen provider as a member of a query, or no member for all providers. */
export function useProviderQuery(): { provider?: string } {
  const { provider } = useProviderChoice();
  return provider === null ? {} : { provider };
}
