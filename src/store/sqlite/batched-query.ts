import { inBatches } from '../../infra/batches.ts';
import type { Database } from './database.ts';

const MAX_BATCH_QUERIES = 32;

/**
 * Returns a function that answers the queries of one moment by one statement. The driver takes longer over each
 * statement, and over each row, than SQLite does. Equal queries may meet in one batch.
 * @param answer SQL for one JSON text. It reads its query as `item.value`. Without a row the answer is null
 * @param maxQueries fewer where answers are long: the process does nothing else while a statement runs
 */
export function batchedQuery<Query, Answer>(
  database: Database,
  answer: string,
  maxQueries = MAX_BATCH_QUERIES,
): (query: Query) => Promise<Answer> {
  const all = `SELECT '[' || group_concat(coalesce((${answer}), 'null')) || ']' AS answers FROM json_each(?) AS item`;
  return inBatches<Query, Answer>(maxQueries, (queries) =>
    database.read(() => {
      const row = database.get<{ answers: string }>(all, JSON.stringify(queries));
      return JSON.parse(row?.answers ?? '[]');
    }),
  );
}
