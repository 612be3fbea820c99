import type { StoreKind } from './port.ts';
import { RestoreError } from './restore-error.ts';

export { RestoreError };

/** The records of a copy, by table or collection. */
export type CopiedRecords = { kind: StoreKind; records: Readonly<Record<string, number>> };

/**
 * Makes the store of the url from a copy. Rejects with `RestoreError` when there is one already, when the url names another kind of
 * store, or when the copy lacks records. Rejects with `NewerStore` when a later version has written it.
 * @param folder the files of the copy. They may be moved
 */
export async function restoreStore(url: string, folder: string, copied: CopiedRecords): Promise<void> {
  const kind: StoreKind = url.startsWith('sqlite:') ? 'sqlite' : 'mongodb';
  if (kind !== copied.kind)
    throw new RestoreError(
      `The back-up holds ${NAMES[copied.kind]}, and STORE_URL names ${NAMES[kind]}. Restore into ${NAMES[copied.kind]}.`,
    );
  if (kind === 'sqlite') {
    const { restoreSqlite } = await import('./sqlite/restore.ts');
    await restoreSqlite(url.slice('sqlite:'.length), folder, copied.records);
  } else {
    const { restoreMongo } = await import('./mongo/restore.ts');
    await restoreMongo(url, folder, copied.records);
  }
}

const NAMES: Readonly<Record<StoreKind, string>> = { sqlite: 'an SQLite file', mongodb: 'a MongoDB' };
