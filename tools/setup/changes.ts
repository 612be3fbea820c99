import { isDeepStrictEqual } from 'node:util';
import { consumerChangeSchema } from '../../src/domain/consumer.ts';
import { RECORDS } from '../../src/domain/model.ts';
import type { ProblemDetail } from '../../src/domain/problem.ts';
import type { Item, ItemKind, Members } from './items.ts';

/** A member that differs. `member` is its path, with dots. */
export type Difference = { member: string; before: unknown; after: unknown };
export type ItemChange = { differences: Difference[]; body: Members; errors: ProblemDetail[] };

/** The members that a creation cannot set, with their values after it. */
export const LATER: Readonly<Partial<Record<ItemKind, Members>>> = {
  providers: { defaultEndpoint: null },
  numbers: { state: 'active' },
};

const PATCHES: Readonly<Record<ItemKind, ReadonlySet<string>>> = {
  providers: membersOf(RECORDS.providers),
  pools: membersOf(RECORDS.pools),
  sites: membersOf(RECORDS.sites),
  endpoints: membersOf(RECORDS.endpoints),
  numbers: membersOf(RECORDS.numbers),
  consumers: membersOf({ patch: consumerChangeSchema }),
  keys: new Set(),
};

function membersOf({ patch }: { patch: { shape: object } }): ReadonlySet<string> {
  return new Set(Object.keys(patch.shape));
}

/** Members of which a PATCH names the changed members alone. */
const IN_PARTS = new Set(['routing', 'rule', 'settings']);

/**
 * Returns the differences of a record, with the body of the PATCH that makes them.
 * @param isLater whether to compare the members that need later records, in place of all others
 */
export function changeOf(item: Item, former: Item, isLater: boolean): ItemChange {
  const later = LATER[item.kind] ?? {};
  const change: ItemChange = { differences: [], body: {}, errors: [] };
  for (const [name, after] of Object.entries(item.members)) {
    const before = former.members[name];
    if (name in later !== isLater || isDeepStrictEqual(before, after)) continue;
    if (!PATCHES[item.kind].has(name))
      change.errors.push({ pointer: `${item.pointer}/${name}`, detail: fixed(item, name, before) });
    else {
      change.differences.push(...differencesIn(name, before, after));
      change.body[name] = IN_PARTS.has(name) ? changedMembers(before, after) : after;
    }
  }
  return change;
}

function fixed({ kind, address }: Item, name: string, before: unknown): string {
  const now = `is ${JSON.stringify(before)} in the running set-up, and never changes`;
  if (kind === 'numbers') return `${address}: its ${name} ${now}. Remove the number there first`;
  return `${now}. Write the record under another slug, and remove this one (${name} of ${address})`;
}

function differencesIn(member: string, before: unknown, after: unknown): Difference[] {
  if (!isObject(before) || !isObject(after)) return [{ member, before, after }];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    isDeepStrictEqual(before[name], after[name])
      ? []
      : differencesIn(`${member}.${name}`, before[name], after[name]),
  );
}

function changedMembers(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after;
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => !isDeepStrictEqual(before[name], value)),
  );
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
