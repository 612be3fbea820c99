import type { Resolution } from '../domain/call.ts';
import type { Dialable, Directory } from '../registry/port.ts';

const NOWHERE = {
  provider: null,
  pool: null,
  endpoint: null,
  site: null,
  link: null,
  keyedBy: null,
  key: null,
};

/**
 * Returns the resolution of a number that has no links: an unknown, pinned or overflow number. Returns null for a
 * number of a pool, which needs its link.
 */
export function fixedResolution(
  target: Dialable | undefined,
  dialled: string,
  directory: Directory,
): Resolution | null {
  if (!target) return { ...NOWHERE, kind: 'unknown' };
  const { number, pool } = target;
  if (number?.pinned) return pinnedResolution(target, number.pinned, directory);
  if (pool.overflowNumber !== dialled) return null;
  return {
    ...NOWHERE,
    ...ownersOf(target),
    kind: 'overflow',
    endpoint: defaultEndpointId(target, directory),
  };
}

function pinnedResolution(
  target: Dialable,
  { endpoint, values }: { endpoint: string; values: object },
  directory: Directory,
): Resolution {
  return {
    ...NOWHERE,
    ...ownersOf(target),
    kind: 'pinned',
    endpoint,
    site: directory.get('endpoints', endpoint)?.site ?? null,
    keyedBy: 'bucket',
    key: JSON.stringify(values),
  };
}

/** Returns the provider and pool that a dialled number belongs to, as a resolution names them. */
export function ownersOf({ provider, pool }: Dialable): Pick<Resolution, 'provider' | 'pool'> {
  return { provider: provider.id, pool: pool.id };
}

/** Returns the endpoint of calls to a number that no link leads anywhere. */
export function defaultEndpointId(target: Dialable, directory: Directory): string | null {
  return directory.defaultEndpoint(target)?.id ?? null;
}
