/** The two kinds of key that a number is allocated by. */
export const KEYED_BY = ['session', 'bucket'] as const;
export type KeyedBy = (typeof KEYED_BY)[number];

/** The kinds of number that a page can get, from the best to the last. */
export const RUNGS = [...KEYED_BY, 'overflow', 'none'] as const;
export type Rung = (typeof RUNGS)[number];

/** The policies that select the numbers of sessions. Each one is a script of its own. */
export const POLICIES = ['threshold', 'affinity'] as const;
export type Policy = (typeof POLICIES)[number];

/** The rules by which the allocation script selects a rung. The script, the ledger and the API use these words. */
export const ALLOCATION_REASONS = [
  'within_threshold',
  'no_session',
  'over_threshold',
  'no_number_for_session',
  'last_number',
  'number_of_group',
  'number_borrowed',
  'number_shared',
  'address_limit',
  'shared_bucket',
  'no_number_free',
  'rate_limited',
  'site_rate_limited',
  'rebuilding',
] as const;
export type AllocationReason = (typeof ALLOCATION_REASONS)[number];

/** Whose active sessions are compared with the threshold: those of all the provider's sites, or those of one site. */
export const COUNTED_BY = ['provider', 'site'] as const;
export type CountedBy = (typeof COUNTED_BY)[number];

/** Whether the bucket gets the number above the threshold only, or also when the count reaches it. */
export const BOUNDARIES = ['above', 'reaching'] as const;
export type Boundary = (typeof BOUNDARIES)[number];
