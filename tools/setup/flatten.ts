import { numberFrom } from '../../src/domain/phone.ts';
import {
  MAX_ERRORS,
  misfit,
  Problem,
  type ProblemDetail,
  parseBy,
  pointerPart,
} from '../../src/domain/problem.ts';
import type { Routing } from '../../src/domain/routing.ts';
import { type ProviderInFile, type SetupFile, setupFileSchema } from '../../src/domain/setup-file/schema.ts';
import type { SecretPlace } from '../../src/domain/setup-file/secret.ts';
import { readPlan } from '../../src/registry/read-plan.ts';
import { unreadable } from '../../src/registry/spelled-number.ts';
import { type Item, type ItemKind, keyOf, type Members, withReferences } from './items.ts';

/** A set-up: the file, and its records. */
export type Setup = { file: SetupFile; items: Item[] };

/** Reads a set-up from its parsed text. Throws `Problem` that names the place of each fault by a JSON pointer. */
export function setupFrom(value: unknown): Setup {
  const file = parseBy(setupFileSchema, value);
  const errors: ProblemDetail[] = [];
  const items = [
    ...Object.entries(file.providers).flatMap(([slug, one]) => itemsOfProvider(slug, one, errors)),
    ...Object.entries(file.keys ?? {}).map(([slug, { secret, ...members }]) =>
      item('keys', slug, members, `/keys${pointerPart(slug)}`, { secrets: { secret } }),
    ),
  ];
  addRepeated(items, errors);
  if (errors.length > 0) throw misfit(errors.slice(0, MAX_ERRORS));
  return { file, items };
}

function item(kind: ItemKind, address: string, members: object, pointer: string, more: More = {}): Item {
  return { kind, address, members: { ...members }, pointer, secrets: {}, atCreation: {}, ...more };
}

type More = Partial<Pick<Item, 'secrets' | 'atCreation'>>;

function itemsOfProvider(slug: string, provider: ProviderInFile, errors: ProblemDetail[]): Item[] {
  const { pools = {}, sites = {}, consumers = {}, ...members } = provider;
  const part: Part = { slug, country: provider.country, errors, place: `/providers${pointerPart(slug)}` };
  return [
    item('providers', slug, named('providers', members, part), part.place),
    ...Object.entries(pools).flatMap((one) => itemsOfPool(one, part)),
    ...Object.entries(sites).flatMap((one) => itemsOfSite(one, part)),
    ...Object.entries(consumers).map((one) => itemOfConsumer(one, part)),
  ];
}

/** A provider of a file, where its records are read. */
type Part = { slug: string; country: string | null; place: string; errors: ProblemDetail[] };
type Named<K extends 'pools' | 'sites' | 'consumers'> = [
  name: string,
  record: NonNullable<ProviderInFile[K]>[string],
];

/** Makes addresses of the slugs by which the members name records of the same provider. */
function named(kind: ItemKind, members: object, { slug }: Part): Members {
  return withReferences(kind, { ...members }, (reference) => `${slug}/${reference}`);
}

function itemsOfPool([name, { numbers, overflowNumber, ...pool }]: Named<'pools'>, part: Part): Item[] {
  const { slug, place } = part;
  const pointer = `${place}/pools${pointerPart(name)}`;
  const overflow = overflowNumber && readNumber(overflowNumber, `${pointer}/overflowNumber`, part);
  const members = { provider: slug, ...pool, overflowNumber: overflow };
  return [
    item('pools', `${slug}/${name}`, members, pointer),
    ...numbers.flatMap(({ numbers: texts, ...group }, i) =>
      texts.map((text, j) => {
        const at = `${pointer}/numbers/${i}/numbers/${j}`;
        const number = readNumber(text, at, part);
        const one = named('numbers', { pool: name, number, ...group }, part);
        return item('numbers', `${group.carrier}:${number}`, one, at);
      }),
    ),
  ];
}

function itemsOfSite([name, { endpoints, ...site }]: Named<'sites'>, part: Part): Item[] {
  const address = `${part.slug}/${name}`;
  const pointer = `${part.place}/sites${pointerPart(name)}`;
  return [
    item('sites', address, { provider: part.slug, ...named('sites', site, part) }, pointer),
    ...Object.entries(endpoints).map(([desk, endpoint]) => {
      const at = `${pointer}/endpoints${pointerPart(desk)}`;
      const number = endpoint.number && readNumber(endpoint.number, `${at}/number`, part);
      const routing = readRouting(endpoint.routing, `${at}/routing`, part);
      return item('endpoints', `${address}/${desk}`, { ...endpoint, site: address, number, routing }, at);
    }),
  ];
}

function itemOfConsumer([name, { from = 'now', ...consumer }]: Named<'consumers'>, part: Part): Item {
  const { secret, credentials = {}, ...members } = consumer as Members & Secrets;
  const places = [
    ['secret', secret],
    ...Object.entries(credentials).map(([at, one]) => [`credentials/${at}`, one]),
  ];
  return item(
    'consumers',
    `${part.slug}/${name}`,
    { provider: part.slug, ...named('consumers', members, part) },
    `${part.place}/consumers${pointerPart(name)}`,
    { secrets: Object.fromEntries(places.filter(([, one]) => one !== undefined)), atCreation: { from } },
  );
}

type Secrets = { secret?: SecretPlace; credentials?: Record<string, SecretPlace | undefined> };

/** Returns the number in E.164. Adds an error for a text that cannot be read. */
function readNumber(text: string, pointer: string, { country, errors }: Part): string {
  const number = numberFrom(text, country);
  if (number === null) errors.push({ pointer, detail: unreadable(country) });
  return number ?? text;
}

function readRouting(routing: Routing, pointer: string, { country, errors }: Part): Routing {
  try {
    return readPlan(routing, country, pointer);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    errors.push(...(error.errors ?? []));
    return routing;
  }
}

/** Adds an error for each number that the file has twice. Slugs cannot be twice in one map. */
function addRepeated(items: readonly Item[], errors: ProblemDetail[]): void {
  const seen = new Map<string, string>();
  for (const one of items) {
    const first = seen.get(keyOf(one));
    if (first !== undefined)
      errors.push({ pointer: one.pointer, detail: `${one.address} is in the file twice, first at ${first}` });
    else seen.set(keyOf(one), one.pointer);
  }
}
