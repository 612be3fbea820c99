import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ClientSession, mongo } from 'mongoose';
import type { Copies, StoreCopy } from '../port.ts';
import type { Connection } from './connection.ts';

/** Documents of a collection in a copy are in a file of this kind, one after the other, as `mongodump` writes them. */
export const COPIED_KIND = '.bson';

/**
 * Copies of a MongoDB. A replica set of version 5 or later reads all documents of one moment, for the five minutes that it
 * holds former ones (`minSnapshotHistoryWindowInSeconds`). Another server has no such reads.
 */
export function mongoCopies(connection: Connection): Copies {
  return {
    async open(): Promise<StoreCopy> {
      const db = connection.database();
      let session: ClientSession | undefined;
      return {
        kind: 'mongodb',
        hold: () =>
          connection.run(async () => {
            session = await snapshotOf(db);
            return session !== undefined;
          }),
        write: (folder) =>
          connection.run(async () => {
            const counts: Record<string, number> = {};
            for (const name of await collectionsOf(db))
              counts[name] = await writeDocuments(db, name, join(folder, `${name}${COPIED_KIND}`), session);
            return counts;
          }),
        close: async () => void (await session?.endSession()),
      };
    },
  };
}

/** Starts a session whose reads are of one moment. Returns undefined when the server has none. */
async function snapshotOf(db: mongo.Db): Promise<ClientSession | undefined> {
  const session = db.client.startSession({ snapshot: true });
  try {
    // The first read fixes the moment.
    await db.collection('installation').findOne({}, { session });
    return session;
  } catch {
    await session.endSession();
    return undefined;
  }
}

export async function collectionsOf(db: mongo.Db): Promise<string[]> {
  const all = await db.listCollections({}, { nameOnly: true }).toArray();
  return all.map(({ name }) => name).filter((name) => !name.startsWith('system.'));
}

async function writeDocuments(
  db: mongo.Db,
  name: string,
  path: string,
  session: ClientSession | undefined,
): Promise<number> {
  let count = 0;
  const documents = db.collection(name).find({}, { raw: true, ...(session && { session }) });
  async function* bytes() {
    for await (const document of documents) {
      count++;
      yield document;
    }
  }
  await pipeline(bytes, createWriteStream(path, { mode: 0o600 }));
  return count;
}
