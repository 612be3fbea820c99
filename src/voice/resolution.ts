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

/** What a number leads to whatever the links: one that is not ours, is pinned, or is a pool's overflow number. */
export function fixedResolution(
  target: Dialable | undefined,
  dialled: string,
  directory: Directory,
): Resolution | null {
  if (!target) return { ...NOWHERE, kind: 'unknown' };
  const { number, pool } = target;
  if (number?.pinned) {
    const { endpoint, values } = number.pinned;
    const site = directory.get('endpoints', endpoint)?.site ?? null;
    return {
      ...NOWHERE,
      ...owners(target),
      kind: 'pinned',
      endpoint,
      site,
      keyedBy: 'bucket',
      key: JSON.stringify(values),
    };
  }
  if (pool.overflowNumber !== dialled) return null;
  return { ...NOWHERE, ...owners(target), kind: 'overflow', endpoint: defaultEndpoint(target, directory) };
}

export function owners({ provider, pool }: Dialable): Pick<Resolution, 'provider' | 'pool'> {
  return { provider: provider.id, pool: pool.id };
}

export function defaultEndpoint(target: Dialable, directory: Directory): string | null {
  return directory.defaultEndpoint(target)?.id ?? null;
}
