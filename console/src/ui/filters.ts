import { useMemo } from 'react';
import { useSearchParams } from 'wouter';

/**
 * Returns the named members of the address' query, and the function that changes some of them. null removes one, and an empty
 * value stays. A link keeps the filters.
 */
export function useFilters<K extends string>(
  names: readonly K[],
): [Partial<Record<K, string>>, (changes: Partial<Record<K, string | null>>) => void] {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const values = useMemo(() => {
    const members = names.flatMap((name) => {
      const value = new URLSearchParams(text).get(name);
      return value === null ? [] : [[name, value]];
    });
    return Object.fromEntries(members) as Partial<Record<K, string>>;
  }, [names, text]);

  function change(changes: Partial<Record<K, string | null>>): void {
    setSearch(
      (former) => {
        const next = new URLSearchParams(former);
        for (const [name, value] of Object.entries<string | null | undefined>(changes)) {
          if (value === null || value === undefined) next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  }

  return [values, change];
}
