/** The stores that Ringtrail runs on, for tests that run on each of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import mongoose from 'mongoose';
import { startMongo } from './mongo.ts';

export type RealStore = {
  name: string;
  /** The reason why this machine has no such store, otherwise null. */
  missing: string | null;
  /** The value for STORE_URL: an empty store. */
  url: string;
  /** Returns all records of the store as text. */
  text(): Promise<string>;
  remove(): Promise<void>;
};

export async function realStores(): Promise<RealStore[]> {
  return [sqlite(), await mongodb()];
}

function sqlite(): RealStore {
  const folder = mkdtempSync(join(tmpdir(), 'rt-store-'));
  const path = join(folder, 'store.db');
  return {
    name: 'SQLite',
    missing: null,
    url: `sqlite:${path}`,
    async text() {
      const database = new DatabaseSync(path, { readOnly: true });
      const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
      const rows = (tables as { name: string }[]).map(({ name }) =>
        database.prepare(`SELECT * FROM "${name}"`).all(),
      );
      database.close();
      return JSON.stringify(rows);
    },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function mongodb(): Promise<RealStore> {
  const mongo = await startMongo();
  const url = mongo.missing ? '' : mongo.url('store');
  return {
    name: 'MongoDB',
    missing: mongo.missing,
    url,
    async text() {
      const connection = await mongoose.createConnection(url).asPromise();
      try {
        const collections = (await connection.db?.collections()) ?? [];
        return JSON.stringify(await Promise.all(collections.map((one) => one.find().toArray())));
      } finally {
        await connection.close();
      }
    },
    remove: () => mongo.stop(),
  };
}

/** Returns the title of a suite. It holds the reason when there is no such store. */
export function titleOn({ name, missing }: RealStore): string {
  return missing ? `without ${name} (${missing})` : `on ${name}`;
}
