import type { Subject } from '../domain/privacy.ts';
import type { Directory } from '../registry/port.ts';
import type { ErasureJob } from './jobs.ts';

export type SubjectOptions = {
  directory: Pick<Directory, 'all'>;
  /** Returns all names under which the provider may have stored a caller. */
  namesOf: (provider: string, caller: string) => string[];
};

/** Returns the erasure of the person, without any record yet. */
export function jobOfSubject(
  { provider, caller, visitor }: Subject,
  { directory, namesOf }: SubjectOptions,
): ErasureJob {
  const providers = providersOf({ provider: provider ?? null }, directory);
  const callers = caller ? [...new Set([caller, ...providers.flatMap((one) => namesOf(one, caller))])] : [];
  return { v: 1, provider: provider ?? null, callers, visitor: visitor ?? null, sessions: [], calls: [] };
}

/** Returns the providers whose records the erasure concerns. */
export function providersOf(
  { provider }: Pick<ErasureJob, 'provider'>,
  directory: Pick<Directory, 'all'>,
): string[] {
  return provider ? [provider] : [...directory.all('providers')].map(({ id }) => id);
}
