/** One pool of connections to MongoDB, the models on it, and the translation of its errors. */
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { Conflict, StoreUnavailable } from '../port.ts';
import type { Members } from './members.ts';
import { migrate } from './migrations.ts';

const SERVER_SELECTION_MS = 3000;
/** A server that does not answer a request within this time counts as away. */
const SILENCE_MS = 30_000;
export const DUPLICATE_KEY = 11000;
/** Codes of a server that shuts down, steps down or is no primary any more. */
const SERVER_LEAVING = new Set([91, 189, 10058, 10107, 11600, 11602, 13435, 13436]);
const UPSERT_ATTEMPTS = 10;

/** A field may lie in another one: `facts.visitor`. */
type FieldOf<T> = (keyof T & string) | `${keyof T & string}.${string}`;
export type Index<T> = [fields: { [field in FieldOf<T>]?: 1 | -1 }, options?: { unique: true }];

export type Model<T> = mongoose.Model<T>;

export class Connection {
  readonly #connection: mongoose.Connection;
  #closed = false;

  constructor(url: string) {
    this.#connection = mongoose.createConnection(url, {
      serverSelectionTimeoutMS: SERVER_SELECTION_MS,
      socketTimeoutMS: SILENCE_MS,
      bufferCommands: false,
      ignoreUndefined: true,
      // `open` makes collections and indexes itself, so that it rejects when an index cannot be made.
      autoIndex: false,
      autoCreate: false,
      // Reads see the last write, and an acknowledged write is on disk.
      readPreference: 'primary',
      writeConcern: { w: 'majority', journal: true },
    });
  }

  /**
   * Makes the model of a collection. Writes are cast and validated by its members. Members of a stored document that the
   * model does not declare survive: reads are lean, and updates set single members.
   */
  model<T extends { _id: string }>(
    name: string,
    members: Members<T>,
    indexes: readonly Index<T>[],
  ): Model<T> {
    const schema = new mongoose.Schema<T>(members as mongoose.SchemaDefinition<T>, {
      collection: name,
      versionKey: false,
      // Some documents have a member `id` of their own.
      id: false,
      // An empty object is a value, such as a bucket without criteria.
      minimize: false,
    });
    for (const [fields, options] of indexes) schema.index(fields as Record<string, 1 | -1>, options);
    return this.#connection.model<T>(name, schema);
  }

  /** Connects. */
  connect(): Promise<void> {
    return this.run(async () => void (await this.#connection.asPromise()));
  }

  /** Renames old collections, and makes the models' collections and indexes. */
  prepare(): Promise<void> {
    return this.run(async () => {
      await migrate(this.#connection);
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

  /** Returns the names of the members of a collection that hold times. */
  timesOf(collection: string): string[] {
    const { schema } = this.#connection.model(collection);
    return Object.keys(schema.paths).filter((name) => schema.paths[name]?.instance === 'Date');
  }

  /** Returns the database itself, for a copy of all its documents. */
  database(): mongoose.mongo.Db {
    const { db } = this.#connection;
    if (this.#closed || !db) throw new StoreUnavailable('The store is closed');
    return db;
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
 * Repeats upserts that MongoDB refuses. Of two upserts of the same new document it may refuse one for a duplicate key.
 * The repetition finds the document.
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
  if (isDuplicateKey(error)) return new Conflict('An id or another unique fact is taken', { cause: error });
  if (isUnavailable(error)) return new StoreUnavailable('MongoDB cannot be reached', { cause: error });
  return error;
}

function isUnavailable(error: unknown): boolean {
  const { mongo } = mongoose;
  // A bulk write wraps the error that stopped it.
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
