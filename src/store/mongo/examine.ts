import mongoose from 'mongoose';
import { NewerStore, StoreUnavailable } from '../port.ts';
import type { StoreState } from '../store-state.ts';
import { collectionsOf } from './copies.ts';
import { refuseNewer } from './schema.ts';

const WAIT_MS = 3000;

/** Reads the state of the database, and changes nothing. Part of `examineStore`. */
export async function examineMongo(url: string): Promise<StoreState> {
  const connection = mongoose.createConnection(url, { serverSelectionTimeoutMS: WAIT_MS });
  try {
    const { db } = await connection.asPromise();
    if (!db) throw new Error('The connection is not open');
    if ((await collectionsOf(db)).length === 0) return 'absent';
    return (await refuseNewer(db)) ? 'current' : 'older';
  } catch (error) {
    if (error instanceof NewerStore) throw error;
    throw new StoreUnavailable(`MongoDB does not answer: ${(error as Error).message}`, { cause: error });
  } finally {
    await connection.close();
  }
}
