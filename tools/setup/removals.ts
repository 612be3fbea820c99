import type { Setup } from './flatten.ts';
import { ITEM_KINDS, type Item, keyOf } from './items.ts';
import type { Step } from './step.ts';

/**
 * Returns the steps that remove what the file owns and does not list. A file owns the pools, sites and consumers of a
 * provider where it has such a member, and the keys of its providers alone. With the scope `installation` it also owns
 * other providers, and all keys.
 */
export function removalsOf(wanted: Setup, running: Setup): Step[] {
  const listed = new Set(wanted.items.map(keyOf));
  const gone = running.items.filter((item) => !listed.has(keyOf(item)) && isOwned(item, wanted));
  const keys = new Set(gone.map(keyOf));
  const isGone = (kind: Item['kind'], address: unknown) =>
    typeof address === 'string' && keys.has(keyOf({ kind, address }));

  /** Returns how many times a DELETE must be sent: the first one retires a number, the second one removes it. */
  function timesOf({ kind, members: { state, pool, pinned } }: Item): number {
    if (kind !== 'numbers') return 1;
    const endpoint = (pinned as { endpoint: string } | null)?.endpoint;
    const mustGo = isGone('pools', pool) || isGone('endpoints', endpoint);
    return (state === 'retired' ? 0 : 1) + (mustGo ? 1 : 0);
  }

  const defaults = gone
    .filter(({ kind, members }) => kind === 'providers' && members.defaultEndpoint !== null)
    .map((item): Step => {
      const before = item.members.defaultEndpoint;
      const differences = [{ member: 'defaultEndpoint', before, after: null }];
      return { action: 'change', items: [item], differences, body: { defaultEndpoint: null } };
    });
  const removals = ITEM_KINDS.toReversed().flatMap((kind) =>
    gone
      .filter((item) => item.kind === kind)
      .map((item): Step => ({ action: 'remove', items: [item], times: timesOf(item) })),
  );
  return [...defaults, ...removals.filter((step) => step.action !== 'remove' || step.times > 0)];
}

function isOwned(item: Item, { file }: Setup): boolean {
  const { kind, address, members } = item;
  const isWhole = file.scope === 'installation';
  if (kind === 'keys') {
    const providers = members.providers as string[] | null;
    const isOfFile = providers?.every((one) => Object.hasOwn(file.providers, one)) ?? false;
    return file.keys !== undefined && (isWhole || isOfFile);
  }
  const owner = kind === 'numbers' ? String(members.pool) : address;
  const [slug = ''] = owner.split('/', 1);
  const provider = Object.hasOwn(file.providers, slug) ? file.providers[slug] : undefined;
  if (!provider) return isWhole;
  const section = SECTIONS[kind];
  return section !== undefined && provider[section] !== undefined;
}

/** The member of a provider in the file that lists the kind. */
const SECTIONS = {
  providers: undefined,
  pools: 'pools',
  numbers: 'pools',
  sites: 'sites',
  endpoints: 'sites',
  consumers: 'consumers',
} as const;
