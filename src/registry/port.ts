/** The part of the registry that other features may use. */
export { type Dialable, Directory } from './directory.ts';
export type { FindKey, FoundKey } from './find-key.ts';
export { FIRST_KEY } from './first-key.ts';
export { digestOf } from './key-digest.ts';
export { requirePower } from './kinds/grants.ts';
export type { LateRecords, PoolNumbers, RecordStore } from './needs.ts';
export type { Registry } from './registry.ts';
export type { SnapshotHead } from './snapshot.ts';
export { countryOfProvider } from './spelled-number.ts';
export { ownTimeZone, timeZoneOf } from './time-zone.ts';
export { VisibleRecords } from './visible.ts';
