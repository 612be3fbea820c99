/**
 * The durable store holds all that must outlive Redis. Its parts are described in `port/`, one file each, by meaning: no
 * query language, connection or transaction shows through. Each adapter passes the suite in test/store/contract.
 *
 * Every method rejects with `StoreUnavailable` when the database cannot be reached.
 *
 * Each part erases and expires its own records. src/privacy calls the parts in an order that can be repeated from the
 * start after a crash: the record that leads to others goes last.
 */
import type { Store } from './port/store.ts';

export { listWhere } from './list-where.ts';
export { type Narrow, type NarrowedStore, narrowing, type ReadableKinds } from './narrowed.ts';
export type { AnnotationChange, Annotations } from './port/annotations.ts';
export {
  type AttributionFilter,
  type Attributions,
  type FeedAnswer,
  type FeedPage,
  MAX_SCANNED_ATTRIBUTIONS,
} from './port/attributions.ts';
export type { Audit, AuditFilter } from './port/audit.ts';
export type { CallResults, ResultKey } from './port/call-results.ts';
export { type CallFilter, type CallReference, type Calls, MAX_EARLIER_CALLS } from './port/calls.ts';
export type { Copies, StoreCopy, StoreKind } from './port/copies.ts';
export type {
  Deliveries,
  DeliveryFilter,
  ProgressRecords as Progress,
  ReplayFilter,
} from './port/deliveries.ts';
export type { Episodes } from './port/episodes.ts';
export {
  BadCursor,
  Conflict,
  NewerStore,
  StoreUnavailable,
  UnfinishedStore,
  WrongStore,
} from './port/errors.ts';
export type { Fits } from './port/fits.ts';
export type { ErasedHistory, HitRecord, LinkHistory, SessionKey, ShownNumber } from './port/history.ts';
export type { Installation } from './port/installation.ts';
export type { NumberOrders } from './port/number-orders.ts';
export type { Page, Providers } from './port/page.ts';
export type { Owner, Records } from './port/records.ts';
export type { DayKey, DayVersion, ReportSlots, SlotKey, SlotRange } from './port/reports.ts';
export type { Store } from './port/store.ts';
export {
  type Row,
  type RowPage,
  TABLES,
  type TableName,
  type Transfer,
  type TransferMark,
} from './port/transfer.ts';
export type { Versioned } from './port/versioned.ts';
export type { VisitSlots } from './port/visits.ts';

/** Opens a store, and makes missing tables and indexes. */
export type OpenStore = (url: string) => Promise<Store>;
