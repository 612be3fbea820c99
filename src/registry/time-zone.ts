import { routingOf } from '../domain/routing.ts';
import type { Directory } from './directory.ts';

/**
 * Returns the provider's time zone: its own setting, otherwise that of the first schedule of its endpoints. Null: there is neither.
 */
export function ownTimeZone(
  directory: Pick<Directory, 'get' | 'endpointsOfProvider'>,
  provider: string,
): string | null {
  const { timeZone = null } = directory.get('providers', provider) ?? {};
  if (timeZone !== null) return timeZone;
  const endpoints = [...directory.endpointsOfProvider(provider)].toSorted((a, b) => a.id.localeCompare(b.id));
  const zones = endpoints.map((endpoint) => routingOf(endpoint).schedule?.timeZone);
  return zones.find((zone) => zone !== undefined) ?? null;
}

/** Returns the time zone in which files, mails and alerts of the provider have their times. */
export function timeZoneOf(
  directory: Pick<Directory, 'get' | 'endpointsOfProvider'>,
  provider: string,
): string {
  return ownTimeZone(directory, provider) ?? 'UTC';
}
