import { inBatches } from '../../infra/batches.ts';
import type { Database } from './database.ts';

/** Questions of one statement. */
const MOST = 32;

/**
 * Answers those who ask the like at the same moment by one statement: the driver takes longer over a statement, and over
 * each row, than SQLite does. A question may be another's twin.
 * @param answer a query for one JSON text, or for nothing, which is null; the question is its `asked.value`
 * @param most fewer where an answer is long, for the process does nothing else meanwhile
 */
export function batchedQuery<Question, Answer>(
  database: Database,
  answer: string,
  most = MOST,
): (question: Question) => Promise<Answer> {
  const all = `SELECT '[' || group_concat(coalesce((${answer}), 'null')) || ']' AS answers FROM json_each(?) AS asked`;
  return inBatches<Question, Answer>(most, (questions) =>
    database.read(() => {
      const { answers } = database.statement(all).get(JSON.stringify(questions)) as { answers: string };
      return JSON.parse(answers);
    }),
  );
}
