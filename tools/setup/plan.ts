import type { ProblemDetail } from '../../src/domain/problem.ts';
import { changeOf, LATER } from './changes.ts';
import type { Setup } from './flatten.ts';
import { grouped } from './grouped.ts';
import { ITEM_KINDS, type Item, type ItemKind, keyOf, type Members, withReferences } from './items.ts';
import { removalsOf } from './removals.ts';
import type { Step } from './step.ts';

export type Plan = {
  steps: Step[];
  /** The records that only `--prune` would remove. */
  unlisted: Item[];
  /** Differences that no request can make, at their places in the file. */
  errors: ProblemDetail[];
};

/** The numbers of one request. */
const MAX_NUMBERS = 1000;

/**
 * Returns the steps that lead from the running set-up to that of the file, in the order of dependence.
 * @param options.prune removes the records that the file does not list, where it could
 * @param options.rotate sends the secrets of existing records too
 */
export function planOf(wanted: Setup, running: Setup, options: { prune: boolean; rotate: boolean }): Plan {
  const existing = new Map(running.items.map((item) => [keyOf(item), item]));
  const listed = new Map(wanted.items.map((item) => [keyOf(item), item]));
  const errors: ProblemDetail[] = [];
  const isKnown = (kind: ItemKind, address: string) =>
    existing.has(keyOf({ kind, address })) || listed.has(keyOf({ kind, address }));

  /** Adds an error for each record that the request names and nobody has. */
  function checked(item: Item, body: Members): Members {
    withReferences(item.kind, body, (address, kind, pointer) => {
      if (!isKnown(kind, address))
        errors.push({ pointer: item.pointer + pointer, detail: unknown(address, kind, listed) });
      return address;
    });
    return body;
  }

  function creations(kind: ItemKind, items: readonly Item[]): Step[] {
    const added = items.filter((item) => !existing.has(keyOf(item)));
    return groupsOf(kind, added).map((group): Step => {
      const [first] = group as [Item];
      return { action: 'create', items: group, body: checked(first, creationOf(first)) };
    });
  }

  /** Returns the changes of records. @param isLater whether to change the members that need later records */
  function changes(items: readonly Item[], isLater: boolean): Step[] {
    return items.flatMap((item): Step[] => {
      const former = existing.get(keyOf(item)) ?? begun(item);
      const change = changeOf(item, former, isLater);
      errors.push(...change.errors);
      if (change.differences.length === 0) return [];
      const { differences, body } = change;
      return [{ action: 'change', items: [item], differences, body: checked(item, body) }];
    });
  }

  function rotations(items: readonly Item[]): Step[] {
    if (!options.rotate) return [];
    const secret = items.filter((item) => existing.has(keyOf(item)) && Object.keys(item.secrets).length > 0);
    return secret.map((item): Step => ({ action: 'rotate', items: [item] }));
  }

  const steps = ITEM_KINDS.flatMap((kind) => {
    const items = wanted.items.filter((item) => item.kind === kind);
    // The default endpoint of a provider comes after the endpoints.
    const later = kind === 'numbers' ? wanted.items.filter((item) => item.kind === 'providers') : [];
    return [
      ...creations(kind, items),
      ...changes(items, false),
      ...(kind === 'numbers' ? changes(items, true) : []),
      ...changes(later, true),
      ...rotations(items),
    ];
  });
  const removals = removalsOf(wanted, running);
  return {
    steps: options.prune ? [...steps, ...removals] : steps,
    unlisted: options.prune
      ? []
      : removals.flatMap(({ action, items }) => (action === 'remove' ? items : [])),
    errors,
  };
}

/** Returns the record as its creation leaves it: without the members that come later. */
function begun(item: Item): Item {
  return { ...item, members: { ...item.members, ...LATER[item.kind] } };
}

/** Returns the body of the POST, with addresses in place of ids. A POST has no null: it leaves such a member out. */
function creationOf({ kind, members, atCreation }: Item): Members {
  const later = LATER[kind] ?? {};
  const present = Object.entries(members).filter(([name, value]) => !(name in later) && value !== null);
  return { ...Object.fromEntries(present), ...atCreation };
}

/** Returns the records of each request: lists of numbers that differ in nothing else, and single records of other kinds. */
function groupsOf(kind: ItemKind, items: readonly Item[]): Item[][] {
  if (kind !== 'numbers') return items.map((item) => [item]);
  const alike = grouped(items, ({ members: { pool, carrier, pinned } }) =>
    JSON.stringify([pool, carrier, pinned]),
  );
  return [...alike.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / MAX_NUMBERS) }, (_, i) =>
      group.slice(i * MAX_NUMBERS, (i + 1) * MAX_NUMBERS),
    ),
  );
}

function unknown(address: string, kind: ItemKind, listed: ReadonlyMap<string, Item>): string {
  const [slug = '', ...rest] = address.split('/');
  const near = [...listed.values()].filter((one) => one.kind === kind && one.address.startsWith(`${slug}/`));
  const names = near.slice(0, 10).map((one) => one.address.slice(slug.length + 1));
  const shown = kind === 'providers' ? address : rest.join('/');
  return `names \`${shown}\`, which is not one of the ${kind}${names.length > 0 ? `: ${names.join(', ')}` : ''}`;
}
