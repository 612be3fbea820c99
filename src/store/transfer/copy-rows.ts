import { type Row, TABLES, type TableName, type Transfer, type TransferMark } from '../port.ts';
import { TransferError } from './errors.ts';

/** The rows that are read and written at once. */
const PAGE = 1000;

/** Receives the table that is being copied or compared, and the number of rows since the last call. */
export type Watch = (table: TableName, rows: number) => void;

/**
 * Copies the rows that the target lacks, and keeps its mark. An attempt after one that was cut short continues it. Rejects with
 * `TransferError` when the target has rows of its own.
 */
export async function copyRows(
  source: Transfer,
  target: Transfer,
  from: string,
  watch: Watch,
): Promise<void> {
  let mark = await begin(source, target, from);
  while (mark.table !== null) {
    const { table } = mark;
    for await (const { rows, next } of pages(source, table, mark.after)) {
      await target.write(table, rows);
      mark = next === null ? { ...mark, table: tableAfter(table), after: null } : { ...mark, after: next };
      await target.setMark(mark);
      watch(table, rows.length);
    }
  }
}

/** Returns the mark of an attempt before this one, or sets the first one. */
async function begin(source: Transfer, target: Transfer, from: string): Promise<TransferMark> {
  const installation = (await source.read('installation', 1, null)).rows[0]?.id ?? null;
  const mark = await target.mark();
  if (mark) {
    if (mark.from === from && mark.installation === installation) return mark;
    throw new TransferError(
      `The target is the unfinished copy of another store, ${mark.from}. Name an empty store, or the same source.`,
    );
  }
  for (const table of TABLES)
    if ((await target.read(table, 1, null)).rows.length > 0)
      throw new TransferError(`The target has records already, in ${table}. Name an empty store.`);
  const first = { from, installation: installation as string | null, table: TABLES[0], after: null };
  await target.setMark(first);
  return first;
}

function tableAfter(table: TableName): TableName | null {
  return TABLES[TABLES.indexOf(table) + 1] ?? null;
}

/** Yields the rows of a table, page by page. It reads a page while the reader works on the page before. */
export async function* pages(
  store: Pick<Transfer, 'read'>,
  table: TableName,
  after: string | null = null,
): AsyncGenerator<{ rows: Row[]; next: string | null }> {
  let page = await store.read(table, PAGE, after);
  while (page.next !== null) {
    const following = store.read(table, PAGE, page.next);
    // The reader may stop before it sees the failure.
    following.catch(() => undefined);
    yield page;
    page = await following;
  }
  yield page;
}
