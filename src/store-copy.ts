import { type Report, withProgress } from '../tools/cli/progress.ts';
import { runCommand } from './failure-words.ts';
import { programOptions, refuse } from './infra/program-options.ts';
import type { TableName } from './store/port.ts';
import type { ComparedTable } from './store/transfer/compare.ts';
import { copyStore } from './store/transfer/copy-store.ts';
import { storeHash } from './store/transfer/table-hash.ts';

const HELP = `Copies the whole store to an empty one of the same or the other kind, then reads
both and compares them. Stop Ringtrail first: nothing may write to the source
meanwhile. A file that another process uses is refused. A MongoDB does not show
its users, so make sure of it.

  ringtrail store copy --from sqlite:./data/ringtrail.db \\
    --to mongodb://127.0.0.1:27017/ringtrail

  --from   the store that is copied: sqlite:<file> or
           mongodb://<host>/<database>. An older one gets today's form, as at a
           start
  --to     the store that is made. It must be empty

A copy that was cut short is continued by the same command. Until it has ended,
Ringtrail does not start on it. Afterwards, start Ringtrail with STORE_URL set
to the copy, and with the same data folder and Redis. Credentials of consumers
stay sealed: CREDENTIALS_KEY must be the same.
`;

/** Runs `ringtrail store copy`. The exit code is 1 when the copy differs. */
export const main = ([name, ...argv]: string[]): Promise<void> =>
  runCommand(async () => {
    if (name === 'copy') return copy(argv);
    if (programOptions(name === undefined ? [] : [name, ...argv], {}, HELP))
      refuse('Say `ringtrail store copy`.', HELP);
  });

async function copy(argv: string[]): Promise<void> {
  const values = programOptions(argv, { from: 'string', to: 'string' }, HELP);
  if (!values) return;
  const { from, to } = values;
  if (!from || !to) return refuse(`${from ? '--to' : '--from'} is missing.`, HELP);
  report(await withProgress('opening the stores', (show) => copyStore(from, to, watchOf(show))));
}

function watchOf(show: Report) {
  let [total, copied, read] = [0, 0, 0];
  return {
    onBegin(rows: number, before: number) {
      [total, copied] = [rows, before];
    },
    onCopied(table: TableName, rows: number) {
      copied += rows;
      show(`copying ${table}: ${shareOf(copied, total)}`);
    },
    onRead(table: TableName, rows: number) {
      read += rows;
      show(`comparing ${table}: ${shareOf(read, total)}`);
    },
  };
}

function shareOf(done: number, total: number): string {
  return `${number(done)} of ${number(total)} records (${Math.floor((100 * Math.min(done, total)) / Math.max(total, 1))} %)`;
}

/** Prints a line for each table. Sets the exit code to 1 when one differs. */
function report(tables: readonly ComparedTable[]): void {
  const line = (...[table, records, hash, state]: string[]) =>
    `${table?.padEnd(18)}${records?.padStart(12)}  ${hash?.padEnd(12)}  ${state}\n`;
  process.stdout.write(line('TABLE', 'RECORDS', 'HASH', 'COPY'));
  for (const { table, records, hash, isSame } of tables)
    process.stdout.write(line(table, number(records), hash.slice(0, 12), isSame ? 'same' : 'differs'));
  const others = tables.filter(({ isSame }) => !isSame).map(({ table }) => table);
  if (others.length === 0)
    return void process.stdout.write(`\nThe copy is the same. Its hash is ${storeHash(tables)}\n`);
  process.stderr.write(
    `The copy differs in ${others.join(', ')}: a store was changed meanwhile. Remove the copy, and copy again with nothing running.\n`,
  );
  process.exitCode = 1;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
