import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import mongoose from 'mongoose';
import { RestoreError } from '../restore-error.ts';
import { COPIED_KIND, collectionsOf } from './copies.ts';
import { openMongo } from './store.ts';

const BATCH_DOCUMENTS = 500;
/** Exists while documents are inserted, so that an interrupted restore can be repeated. */
const UNDER_WAY = 'restoring';
const { deserialize } = mongoose.mongo.BSON;

/** Inserts the copied documents into an empty database, and brings it to the schema of this version. Part of `restoreStore`. */
export async function restoreMongo(
  url: string,
  folder: string,
  records: Readonly<Record<string, number>>,
): Promise<void> {
  const connection = await mongoose.createConnection(url).asPromise();
  try {
    const { db } = connection;
    if (!db) throw new Error('The connection is not open');
    await clear(db);
    await db.createCollection(UNDER_WAY);
    const files = (await readdir(folder)).filter((name) => name.endsWith(COPIED_KIND));
    const counts: Record<string, number> = {};
    for (const file of files) {
      const name = basename(file, COPIED_KIND);
      counts[name] = await insertAll(db, name, join(folder, file));
    }
    for (const [name, expected] of Object.entries(records))
      if (counts[name] !== expected)
        throw new RestoreError(
          `The back-up has ${counts[name] ?? 0} records in ${name}, and its manifest says ${expected}.`,
        );
    await db.dropCollection(UNDER_WAY);
  } finally {
    await connection.close();
  }
  await (await openMongo(url)).close();
}

async function clear(db: mongoose.mongo.Db): Promise<void> {
  const names = await collectionsOf(db);
  if (names.length === 0) return;
  if (!names.includes(UNDER_WAY))
    throw new RestoreError(`The database ${db.databaseName} has collections. Restore into an empty one.`);
  for (const name of names.filter((one) => one !== UNDER_WAY)) await db.dropCollection(name);
  await db.dropCollection(UNDER_WAY);
}

async function insertAll(db: mongoose.mongo.Db, name: string, path: string): Promise<number> {
  let count = 0;
  let batch: mongoose.mongo.BSON.Document[] = [];
  const insert = async () => {
    if (batch.length > 0) await db.collection(name).insertMany(batch);
    count += batch.length;
    batch = [];
  };
  for await (const document of documentsOf(path)) {
    batch.push(document);
    if (batch.length === BATCH_DOCUMENTS) await insert();
  }
  await insert();
  return count;
}

/** Yields the documents of the file. Each begins with its own size, and numbers stay of their own types. */
async function* documentsOf(path: string): AsyncGenerator<mongoose.mongo.BSON.Document> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const bytes = rest.readInt32LE(0);
      yield deserialize(rest.subarray(0, bytes), { promoteValues: false });
      rest = rest.subarray(bytes);
    }
  }
}
