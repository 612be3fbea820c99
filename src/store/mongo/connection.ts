/** One pool of connections to MongoDB, and what its errors mean to us. */
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { Conflict, StoreUnavailable } from '../port.ts';

const SERVER_SELECTION_MS = 3000;
/** A server that has taken a request and stays silent for so long is as good as away. */
const SILENCE_MS = 30_000;
const DUPLICATE_KEY = 11000;
/** The server is shutting down, stepping down or not a primary any more. */
const SERVER_LEAVING = new Set([91, 189, 10058, 10107, 11600, 11602, 13435, 13436]);
const UPSERT_ATTEMPTS = 10;

export type Collection<T extends { _id: string }> = mongoose.Collection<T>;

/** A field may lie in another: `facts.visitor`. */
type FieldOf<T> = (keyof T & string) | `${keyof T & string}.${string}`;
export type Index<T> = [fields: { [field in FieldOf<T>]?: 1 | -1 }, options?: { unique: true }];

export class Connection {
  readonly #connection: mongoose.Connection;
  #closed = false;

  constructor(url: string) {
    this.#connection = mongoose.createConnection(url, {
      serverSelectionTimeoutMS: SERVER_SELECTION_MS,
      socketTimeoutMS: SILENCE_MS,
      bufferCommands: false,
      ignoreUndefined: true,
      // Models are made ready by hand, so that opening fails where an index cannot be made.
      autoIndex: false,
      autoCreate: false,
      // Decisions are read from what was just written, and what is acknowledged is on disk.
      readPreference: 'primary',
      writeConcern: { w: 'majority', journal: true },
    });
  }

  /**
   * A collection whose documents are shaped by src/domain alone: mongoose keeps its indexes, and documents pass
   * it by as they are.
   */
  collection<T extends { _id: string }>(name: string, indexes: readonly Index<T>[]): Collection<T> {
    const schema = new mongoose.Schema<T>({ _id: String }, { strict: false, collection: name });
    for (const [fields, options] of indexes) schema.index(fields as Record<string, 1 | -1>, options);
    this.#connection.model(name, schema);
    return this.#connection.collection<T>(name);
  }

  /** A collection that another part of the store keeps the indexes of. */
  existing<T extends { _id: string }>(name: string): Collection<T> {
    return this.#connection.collection<T>(name);
  }

  /** Connects and makes the models' collections and indexes. */
  open(): Promise<void> {
    return this.run(async () => {
      await this.#connection.asPromise();
      for (const model of Object.values(this.#connection.models)) {
        await model.createCollection();
        await model.createIndexes();
      }
    });
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new StoreUnavailable('The store is closed');
    try {
      return await work();
    } catch (error) {
      throw translate(error);
    }
  }

  ping(): Promise<void> {
    return this.run(async () => {
      await this.#connection.db?.command({ ping: 1 });
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#connection.close();
  }
}

export function isDuplicateKey(error: unknown): error is mongoose.mongo.MongoServerError {
  return error instanceof mongoose.mongo.MongoServerError && error.code === DUPLICATE_KEY;
}

/**
 * Does upserts that may be done twice. Of two upserts of the same new document MongoDB can refuse one for its
 * duplicate key; done again, it finds the document.
 */
export async function upsert(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isDuplicateKey(error) || attempt === UPSERT_ATTEMPTS) throw error;
    }
    await sleep(Math.random() * 5 * attempt);
  }
}

function translate(error: unknown): unknown {
  if (isDuplicateKey(error))
    return new Conflict('An id or a fact that is there once is taken', { cause: error });
  if (isUnavailable(error)) return new StoreUnavailable('MongoDB cannot be reached', { cause: error });
  return error;
}

function isUnavailable(error: unknown): boolean {
  const { mongo } = mongoose;
  // A bulk write wraps what stopped it.
  if (error instanceof mongo.MongoBulkWriteError && isUnavailable(error.errorResponse)) return true;
  return (
    error instanceof mongoose.Error.MongooseServerSelectionError ||
    error instanceof mongo.MongoServerSelectionError ||
    error instanceof mongo.MongoNetworkError ||
    error instanceof mongo.MongoNotConnectedError ||
    error instanceof mongo.MongoTopologyClosedError ||
    error instanceof mongo.MongoServerClosedError ||
    error instanceof mongo.MongoClientClosedError ||
    (error instanceof mongo.MongoServerError && SERVER_LEAVING.has(Number(error.code)))
  );
}
