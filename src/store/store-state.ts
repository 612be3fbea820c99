/** The state of a store that is not open: it is missing, or an earlier version has written it, or this one. */
export type StoreState = 'absent' | 'older' | 'current';
