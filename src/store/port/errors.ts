export {
  BadCursor,
  NewerStore,
  StoreUnavailable,
  UnfinishedStore,
  WrongStore,
} from '../../domain/store-error.ts';

/** An id, or another fact that only one record may have, is taken. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}
