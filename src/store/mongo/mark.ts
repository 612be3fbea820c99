/** The mark of a transfer that has not ended: the collection `transfer`, which no other database has. */
import type mongoose from 'mongoose';
import { type TransferMark, UnfinishedStore } from '../port.ts';
import type { Connection } from './connection.ts';

const NAME = 'transfer';

type StoredMark = TransferMark & { _id: string };

/** Rejects with `UnfinishedStore` when the database has the mark. */
export async function refuseUnfinished(db: mongoose.mongo.Db): Promise<void> {
  if (await readMark(db))
    throw new UnfinishedStore(
      `The database ${db.databaseName} is a copy of another store that has not ended. Run \`ringtrail store copy\` again, which continues it, or drop the database.`,
    );
}

export function mongoMark(connection: Connection) {
  return {
    mark: (): Promise<TransferMark | null> => connection.run(() => readMark(connection.database())),

    setMark: (mark: TransferMark): Promise<void> =>
      connection.run(async () => {
        const marks = connection.database().collection<StoredMark>(NAME);
        await marks.replaceOne({ _id: NAME }, mark, { upsert: true });
      }),

    removeMark: (): Promise<void> =>
      connection.run(async () => void (await connection.database().dropCollection(NAME))),
  };
}

async function readMark(db: mongoose.mongo.Db): Promise<TransferMark | null> {
  const stored = await db.collection<StoredMark>(NAME).findOne({ _id: NAME });
  if (!stored) return null;
  const { _id, ...mark } = stored;
  return mark;
}
