import {
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  type UseQueryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { Input, Name } from '../../../tools/client/client.ts';
import { type Body, call } from './client.ts';
import { isConnectionLost, subscribe } from './connection.ts';
import { ApiProblem, isProblem } from './problem.ts';

type Reading = Extract<Name, `GET ${string}`>;
type Changing = Exclude<Name, Reading>;
type Options<T> = Pick<UseQueryOptions<T>, 'enabled' | 'refetchInterval' | 'staleTime'> & {
  /** How old an answer of the gateway may be. A screen that reads again and again shares answers with other consoles. */
  maxAgeSeconds?: number;
};

/** The place of the session in the cache. */
export const SESSION_KEY = ['GET /v1/session'];

/**
 * Makes the cache of the gateway's answers. It reads everything again when a lost connection is back. It reads the session again when an
 * answer says that the session has ended, or refuses a token: another tab may have signed in since.
 */
export function createCache(): QueryClient {
  const onError = (error: Error) => {
    if (isProblem(error, 'unauthorized') || isProblem(error, 'forbidden'))
      void cache.invalidateQueries({ queryKey: SESSION_KEY });
  };
  const cache = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 5000,
        retry: (count, error) => !(error instanceof ApiProblem) && count < 2,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  subscribe(() => {
    if (!isConnectionLost()) void cache.invalidateQueries();
  });
  return cache;
}

/** Reads by an operation of the API. While other input is read, `data` stays the former answer. */
export function useRead<N extends Reading>(
  name: N,
  input: Input<N>,
  { maxAgeSeconds, ...options }: Options<Body<N>> = {},
) {
  return useQuery<Body<N>>({
    queryKey: [name, input],
    queryFn: () => call(name, input, { maxAgeSeconds }),
    placeholderData: keepPreviousData as never,
    ...options,
  });
}

/** Changes by an operation of the API. Afterwards, everything that is on screen is read again. */
export function useChange<N extends Changing>(name: N) {
  const cache = useQueryClient();
  return useMutation<Body<N>, Error, Input<N>>({
    mutationFn: (input) => call(name, input),
    onSettled: () => cache.invalidateQueries(),
  });
}
