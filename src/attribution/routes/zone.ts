import type { Reach } from '../../domain/reach.ts';
import { type Directory, timeZoneOf } from '../../registry/port.ts';

export type Zones = Pick<Directory, 'get' | 'endpointsOfProvider'>;

/**
 * Returns the time zone of a request: the one that it names, otherwise that of its provider. A request without a provider has the one
 * that it can reach, if it reaches a single one. Otherwise it is UTC.
 */
export function zoneOf(
  directory: Zones,
  { timeZone, provider }: { timeZone?: string | undefined; provider?: string | undefined },
  reach: Reach,
): string {
  if (timeZone !== undefined) return timeZone;
  const [only, ...others] = provider === undefined ? (reach.providers ?? []) : [provider];
  return only !== undefined && others.length === 0 && reach.sees(only) ? timeZoneOf(directory, only) : 'UTC';
}
