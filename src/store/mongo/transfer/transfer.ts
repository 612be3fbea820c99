import mongoose from 'mongoose';
import { type Row, type RowPage, TABLES, type TableName, type Transfer, WrongStore } from '../../port.ts';
import { type Connection, DUPLICATE_KEY } from '../connection.ts';
import { collectionsOf } from '../copies.ts';
import { mongoMark } from '../mark.ts';
import { RENAMED } from '../migrations.ts';
import { openConnection } from '../store.ts';
import type { Document } from './form.ts';
import { DERIVED, FORMS } from './forms.ts';

/** Opens the database for a transfer. Rejects with `WrongStore` when it has collections of another program. */
export async function openMongoTransfer(url: string): Promise<Transfer> {
  const { connection } = await openConnection(url, refuseForeign);
  const collection = (table: TableName) => connection.database().collection<Document>(table);
  return {
    count: (table) => connection.run(() => collection(table).countDocuments()),
    read: (table, limit, after) => connection.run(() => readPage(connection, table, limit, after)),
    write: (table, rows) => connection.run(() => writeRows(connection, table, rows)),
    ...mongoMark(connection),
    close: () => connection.close(),
  };
}

async function refuseForeign(db: mongoose.mongo.Db): Promise<void> {
  const own = new Set<string>([...TABLES, ...DERIVED, ...Object.keys(RENAMED)]);
  const names = await collectionsOf(db);
  if (names.length > 0 && !names.some((name) => own.has(name)))
    throw new WrongStore(
      `The database ${db.databaseName} has collections, but they are not those of Ringtrail.`,
    );
}

async function readPage(
  connection: Connection,
  table: TableName,
  limit: number,
  after: string | null,
): Promise<RowPage> {
  const { key, toRow } = FORMS[table];
  const times = connection.timesOf(table);
  const beyond = after === null ? {} : { [key]: { $gt: JSON.parse(after) } };
  const query = connection.database().collection<Document>(table).find(beyond);
  const found = await query
    .sort({ [key]: 1 })
    .limit(limit)
    .toArray();
  const last = found.length < limit ? undefined : found.at(-1);
  return {
    rows: found.map((document) => withTimes(toRow(document), times, toText)),
    next: last ? JSON.stringify(last[key]) : null,
  };
}

/** Inserts all rows whose ids are free. */
async function writeRows(connection: Connection, table: TableName, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const { toDocument } = FORMS[table];
  const times = connection.timesOf(table);
  const documents = rows.map((row) => withTimes(toDocument(row), times, toDate));
  try {
    await connection.database().collection<Document>(table).insertMany(documents, { ordered: false });
  } catch (error) {
    if (!isOnlyDuplicates(error)) throw error;
  }
}

function isOnlyDuplicates(error: unknown): boolean {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) return false;
  return [error.writeErrors].flat().every(({ code }) => code === DUPLICATE_KEY);
}

/** Returns the document or row with other times in the members of these names. */
function withTimes<T extends object>(one: T, names: readonly string[], to: (time: unknown) => unknown): T {
  const members = one as Readonly<Record<string, unknown>>;
  const times = names.filter((name) => members[name]).map((name) => [name, to(members[name])]);
  return { ...one, ...Object.fromEntries(times) };
}

function toText(time: unknown): unknown {
  return time instanceof Date ? time.toISOString() : time;
}

function toDate(text: unknown): Date {
  return new Date(String(text));
}
