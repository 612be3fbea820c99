/** A reader sent a cursor that no list of this store has issued. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
}

/** The durable store cannot be reached. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/** The database that was reached is not the one of this installation. */
export class WrongStore extends StoreUnavailable {
  override readonly name = 'WrongStore';
}

/** A later version of Ringtrail has written the database. The message says what to do. */
export class NewerStore extends Error {
  override readonly name = 'NewerStore';
}

/** The store is the target of a transfer that has not ended. The message says what to do. */
export class UnfinishedStore extends Error {
  override readonly name = 'UnfinishedStore';
}
