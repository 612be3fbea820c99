import { TABLES, type TableName, type Transfer } from '../port.ts';
import { pages, type Watch } from './copy-rows.ts';
import { type TableHash, tableHasher } from './table-hash.ts';

/** A table of both stores. `hash` and `records` are those of the source. */
export type ComparedTable = TableHash & { table: TableName; isSame: boolean };

/** Reads all rows of both stores, and yields each table once it is compared. */
export async function* compareStores(
  source: Transfer,
  target: Transfer,
  watch: Watch,
): AsyncGenerator<ComparedTable> {
  for (const table of TABLES) {
    const [own, copied] = await Promise.all([hashOf(source, table, watch), hashOf(target, table, () => {})]);
    yield { table, ...own, isSame: own.records === copied.records && own.hash === copied.hash };
  }
}

async function hashOf(store: Transfer, table: TableName, watch: Watch): Promise<TableHash> {
  const hasher = tableHasher();
  for await (const { rows } of pages(store, table)) {
    for (const row of rows) hasher.add(row);
    watch(table, rows.length);
  }
  return hasher.result();
}
