import type mongoose from 'mongoose';
import { NewerStore } from '../port.ts';

/** The schema that this version writes. Raise it with each change of a stored form that an earlier version cannot read. */
const SCHEMA = 1;
const ONLY = 'schema';
const DUPLICATE_KEY = 11000;

type Version = { _id: string; version: number };

/**
 * Returns whether the database has the schema of this version. Rejects with `NewerStore` when a later version of Ringtrail has
 * written it.
 */
export async function refuseNewer(db: mongoose.mongo.Db): Promise<boolean> {
  const version = (await db.collection<Version>(ONLY).findOne({ _id: ONLY }))?.version ?? 0;
  if (version <= SCHEMA) return version === SCHEMA;
  throw new NewerStore(
    `A later version of Ringtrail has written the database ${db.databaseName} (schema ${version}, and this version knows ${SCHEMA}). Install the later version again, or restore the backup from before the upgrade.`,
  );
}

/** Marks the database as written by this version. */
export async function markSchema(db: mongoose.mongo.Db): Promise<void> {
  const write = () =>
    db.collection<Version>(ONLY).updateOne({ _id: ONLY }, { $max: { version: SCHEMA } }, { upsert: true });
  // Of two processes that open a new database at once, MongoDB may refuse one.
  await write().catch((error) => (error.code === DUPLICATE_KEY ? write() : Promise.reject(error)));
}
