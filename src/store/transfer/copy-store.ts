import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sqliteErrorName } from '../../infra/sqlite-file.ts';
import { examineStore } from '../examine.ts';
import { openTransfer } from '../open.ts';
import { StoreUnavailable, TABLES, type Transfer, WrongStore } from '../port.ts';
import { type ComparedTable, compareStores } from './compare.ts';
import { copyRows, type Watch } from './copy-rows.ts';
import { TransferError } from './errors.ts';
import { placeOf, type StorePlace } from './place.ts';

/** Receives the progress of a copy. */
export type CopyWatch = {
  /** The numbers of rows of the source, and of those that an earlier attempt has copied. */
  onBegin: (rows: number, copied: number) => void;
  onCopied: Watch;
  onRead: Watch;
};

/**
 * Copies a whole store to an empty one, then reads both again and compares them. An attempt that was cut short is continued. The target
 * is a store once all tables are the same. Until then nothing else opens it. Rejects with `TransferError` and a sentence for a person.
 */
export async function copyStore(from: string, to: string, watch: CopyWatch): Promise<ComparedTable[]> {
  const [source, target] = [placeOf(from), placeOf(to)];
  if (source.place === target.place) throw new TransferError('Both URLs name the same store.');
  if (!(await isThere(source))) throw new TransferError(`There is no store at ${source.place}.`);
  await makeFolder(target);
  try {
    return await using(source, (open) => using(target, (copy) => copyAndCompare(open, copy, source, watch)));
  } catch (error) {
    throw isPassing(error) ? new TransferError(remedyOf(error), { cause: error }) : error;
  }
}

async function copyAndCompare(
  source: Transfer,
  target: Transfer,
  { place }: StorePlace,
  watch: CopyWatch,
): Promise<ComparedTable[]> {
  if (await source.mark()) throw new TransferError(`${place} is a copy itself, which has not ended.`);
  watch.onBegin(await countRows(source), await countRows(target));
  await copyRows(source, target, place, watch.onCopied);
  const tables: ComparedTable[] = [];
  for await (const table of compareStores(source, target, watch.onRead)) tables.push(table);
  if (tables.every(({ isSame }) => isSame)) await target.removeMark();
  return tables;
}

async function using<T>({ url }: StorePlace, work: (store: Transfer) => Promise<T>): Promise<T> {
  const store = await openTransfer(url);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Returns whether the same command can succeed later. */
function isPassing(error: unknown): error is StoreUnavailable {
  return error instanceof StoreUnavailable && !(error instanceof WrongStore);
}

function remedyOf({ message, cause }: StoreUnavailable): string {
  const isFull = sqliteErrorName(cause) === 'SQLITE_FULL';
  const reason = isFull ? 'The disk of the target is full. Free space' : message.replace(/\.$/, '');
  return `${reason}. Run the same command again afterwards: it continues the copy.`;
}

/** Returns whether there is a store. An SQLite file is not opened, since a look leaves a lock in this process for a while. */
async function isThere({ url, file }: StorePlace): Promise<boolean> {
  return file === null ? (await examineStore(url)) !== 'absent' : existsSync(file) && statSync(file).size > 0;
}

async function makeFolder({ file }: StorePlace): Promise<void> {
  if (file === null) return;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new TransferError(`The folder ${dirname(file)} cannot be made (${code}).`, { cause: error });
  }
}

async function countRows(store: Transfer): Promise<number> {
  let rows = 0;
  for (const table of TABLES) rows += await store.count(table);
  return rows;
}
