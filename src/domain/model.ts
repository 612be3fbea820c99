/** All kinds of records that an operator sets up. docs/terms.md explains their names. */
import type { z } from 'zod';
import { type ApiKey, apiKeyRecord } from './records/api-key.ts';
import { type Block, blockRecord } from './records/block.ts';
import { type Endpoint, endpointRecord } from './records/endpoint.ts';
import { type VirtualNumber, virtualNumberRecord } from './records/number.ts';
import { type Person, personRecord } from './records/person.ts';
import { type Pool, poolRecord } from './records/pool.ts';
import { type Provider, providerRecord } from './records/provider.ts';
import { type Share, shareRecord } from './records/share.ts';
import { type Site, siteRecord } from './records/site.ts';

export { CARRIERS, type Carrier, carrierSchema } from './carrier.ts';
export type { Scope } from './scope.ts';
export type { ApiKey, Block, Endpoint, Person, Pool, Provider, Share, Site, VirtualNumber };

/** The definition of each kind, by the name that the store and the API's paths give it. */
export const RECORDS = {
  providers: providerRecord,
  pools: poolRecord,
  numbers: virtualNumberRecord,
  sites: siteRecord,
  endpoints: endpointRecord,
  keys: apiKeyRecord,
  people: personRecord,
  shares: shareRecord,
  blocks: blockRecord,
};
export type Kind = keyof typeof RECORDS;
export const KINDS = Object.keys(RECORDS) as Kind[];

export type Kinds = {
  providers: Provider;
  pools: Pool;
  numbers: VirtualNumber;
  sites: Site;
  endpoints: Endpoint;
  keys: ApiKey;
  people: Person;
  shares: Share;
  blocks: Block;
};
/** The body of a POST, after it has been checked. */
export type NewRecords = { [K in Kind]: z.output<(typeof RECORDS)[K]['create']> };
/** The body of a PATCH. */
export type Patches = { [K in Kind]: z.output<(typeof RECORDS)[K]['patch']> };

type Definition<K extends Kind> = {
  one: string;
  many: string;
  shown: z.ZodType;
  create: z.ZodType<NewRecords[K]>;
  patch: z.ZodType<Patches[K]>;
  isPatchable: boolean;
  visible(record: Kinds[K]): Record<string, unknown>;
  complete(record: Kinds[K]): Kinds[K];
};
const DEFINITIONS: { [K in Kind]: Definition<K> } = RECORDS;

/** Returns the definition of a kind that a type parameter stands for. */
export function definitionOf<K extends Kind>(kind: K): Definition<K> {
  return DEFINITIONS[kind];
}
