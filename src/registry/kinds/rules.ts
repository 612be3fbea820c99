import type { Call } from '../../domain/call.ts';
import type { Holder } from '../../domain/holder.ts';
import type { ApiKey, Kind, Kinds, NewRecords, Patches, Share, VirtualNumber } from '../../domain/model.ts';
import type { SkippedNumber } from '../../domain/skipped-number.ts';
import type { Directory } from '../directory.ts';
import type { FirstKey } from '../first-key.ts';
import type { CallerSpellings, CheckSavedQuery, PoolNumbers } from '../needs.ts';
import type { CannotDo } from '../plan-check.ts';
import type { VisibleRecords } from '../visible.ts';

/** The result of a creation: the record, a list of numbers with those that were not added, or a key or share link with its secret. */
export type Created = Omit<Kinds, 'numbers' | 'keys' | 'shares'> & {
  numbers: { data: VirtualNumber[]; skipped: SkippedNumber[] };
  keys: ApiKey & { secret: string };
  shares: Share & { secret: string };
};

/** The rules of one record kind. Rules reject a request with `Problem`. */
export type KindRules<K extends Kind> = {
  /** Returns a record that is not stored. */
  find?(id: string): Kinds[K] | undefined;
  /** Makes the records that a POST describes, checks them, and saves them. */
  create(request: NewRecords[K]): Promise<Created[K]>;
  /** Returns the record with the body of a PATCH. Without this rule, members of the body replace the record's. */
  patch?(former: Kinds[K], patch: Patches[K]): Kinds[K];
  /** Returns the changed record with the slug of an earlier version's record, which must outlive its name. */
  keepSlug?(former: Kinds[K], changed: Kinds[K]): Kinds[K];
  /** Throws `Problem` when a changed record breaks a rule, or refers to a record that it must not refer to. */
  check?(record: Kinds[K]): void;
  afterChange?(record: Kinds[K]): Promise<void>;
  /** Returns the id of a record that needs this one, so that it cannot be removed. */
  neededBy?(record: Kinds[K]): string | undefined | Promise<string | undefined>;
  /** Returns the change that a DELETE makes while the record must stay; null when it can go. */
  beforeRemoval?(record: Kinds[K]): Patches[K] | null;
  /** Returns the ended record that stays in place of a removed one; null when the record goes. */
  endInstead?(record: Kinds[K]): Kinds[K] | null;
  afterRemoval?(record: Kinds[K]): Promise<void>;
};

/** The parts of the registry that rules read and use for one request. */
export type RulesContext = {
  /** The sender of the request. */
  holder: Holder;
  /** The records that exist for the request. What a request names is looked up here. */
  visible: VisibleRecords;
  /** The records of all providers, for rules that concern the whole installation. */
  directory: Directory;
  pools: PoolNumbers;
  /** Returns the reason why a carrier cannot do a step of a plan. */
  cannot: CannotDo;
  firstKey: FirstKey;
  checkSavedQuery: CheckSavedQuery;
  callers: CallerSpellings;
  /** Returns the call, where it exists for the request. */
  findCall: (id: string) => Promise<Call | null>;
  /** Ends the sessions of a person who is removed, and forgets the credentials. */
  forgetPerson: (id: string) => Promise<void>;
  now: () => Date;
  /** Saves new records in the store and in every directory. */
  add: <K extends Kind>(kind: K, ...records: Kinds[K][]) => Promise<void>;
  /** Saves a record in place of the former one. */
  save: <K extends Kind>(kind: K, former: Kinds[K], record: Kinds[K]) => Promise<void>;
  /** Waits until every gateway knows the records that were saved. Returns false when one does not in time. */
  waitUntilKnown: () => Promise<boolean>;
  /** Returns the id of one of the provider's consumers. */
  someConsumerOf: (provider: string) => Promise<string | undefined>;
};

export function firstOf(records: Iterable<{ id: string }>): string | undefined {
  for (const { id } of records) return id;
  return undefined;
}
