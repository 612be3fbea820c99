/** The records of a set-up in one form, whether they come from a file or from a running system: members with slugs, no ids. */
import type { SecretPlace } from '../../src/domain/setup-file/secret.ts';

/** The kinds of records in the order in which they are created: each refers to earlier ones alone. */
export const ITEM_KINDS = [
  'providers',
  'pools',
  'sites',
  'endpoints',
  'numbers',
  'consumers',
  'keys',
] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

export type Members = Record<string, unknown>;

/** A record. `address` is unique in its kind: slugs with a slash between them, or the carrier and the number. */
export type Item = {
  kind: ItemKind;
  address: string;
  /** All members, with defaults. References are addresses. */
  members: Members;
  /** The places of its secrets, by the path of the member in a request: `secret` or `credentials/url`. */
  secrets: Record<string, SecretPlace>;
  /** The JSON pointer to the record in the file. */
  pointer: string;
  /** Members that count at the creation alone. */
  atCreation: Members;
};

export function keyOf({ kind, address }: Pick<Item, 'kind' | 'address'>): string {
  return `${kind} ${address}`;
}

/** The members of each kind that name other records, and the kind of these. */
const REFERENCES: Readonly<Record<ItemKind, readonly (readonly [path: string, to: ItemKind])[]>> = {
  providers: [['defaultEndpoint', 'endpoints']],
  pools: [['provider', 'providers']],
  sites: [
    ['provider', 'providers'],
    ['pool', 'pools'],
  ],
  endpoints: [['site', 'sites']],
  numbers: [
    ['pool', 'pools'],
    ['pinned/endpoint', 'endpoints'],
  ],
  consumers: [
    ['provider', 'providers'],
    ['rule/sites', 'sites'],
    ['settings/only/site', 'sites'],
    ['settings/only/endpoint', 'endpoints'],
  ],
  keys: [['providers', 'providers']],
};

/**
 * Returns the members with each reference mapped. Members that are missing or null stay.
 * @param map gets the reference, the kind that it names, and its JSON pointer
 */
export function withReferences(
  kind: ItemKind,
  members: Members,
  map: (reference: string, to: ItemKind, pointer: string) => string,
): Members {
  return REFERENCES[kind].reduce<Members>(
    (mapped, [path, to]) => mapAt(mapped, path.split('/'), '', (text, pointer) => map(text, to, pointer)),
    members,
  );
}

function mapAt(
  members: Members,
  [name = '', ...rest]: string[],
  before: string,
  map: (text: string, pointer: string) => string,
): Members {
  const value = members[name];
  const pointer = `${before}/${name}`;
  if (typeof value === 'string') return { ...members, [name]: map(value, pointer) };
  if (Array.isArray(value))
    return { ...members, [name]: value.map((one, i) => map(String(one), `${pointer}/${i}`)) };
  if (rest.length === 0 || typeof value !== 'object' || value === null) return members;
  return { ...members, [name]: mapAt(value as Members, rest, pointer, map) };
}
