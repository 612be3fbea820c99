import type { Command } from 'commander';
import type { Input, Name } from '../client/client.ts';
import { allRecords } from './all-records.ts';
import type { Context } from './context.ts';
import { Refused } from './errors.ts';
import { readMembers } from './members.ts';
import { listing, type Row, table } from './output.ts';

/** The kinds of records, with the columns of their lists. */
const KINDS = {
  providers: ['id', 'name', 'country', 'timeZone', 'threshold', 'createdAt'],
  pools: ['id', 'name', 'provider', 'reserve', 'holdSeconds'],
  numbers: ['id', 'number', 'carrier', 'state', 'pool'],
  sites: ['id', 'name', 'provider', 'pool', 'origins'],
  endpoints: ['id', 'name', 'number', 'sip', 'site'],
  consumers: ['id', 'name', 'kind', 'paused', 'provider'],
  keys: ['id', 'name', 'scopes', 'providers', 'lastUsedAt'],
} as const;
type Kind = keyof typeof KINDS;

/** The columns that a narrow terminal may lack, the least important one first. */
const LEAST: Readonly<Record<Kind, readonly string[]>> = {
  providers: ['createdAt', 'threshold', 'timeZone'],
  pools: ['holdSeconds', 'reserve', 'provider'],
  numbers: ['carrier', 'state'],
  sites: ['provider', 'pool'],
  endpoints: ['sip', 'site'],
  consumers: ['provider', 'paused'],
  keys: ['providers', 'lastUsedAt'],
};
/** The columns that hold the id of another record. A list shows its name. */
const REFERENCES = { provider: 'providers', pool: 'pools', site: 'sites' } as const;

/** Adds a command for each kind of records: list, get, add, set and rm. */
export function addRecords(program: Command, context: Context): void {
  for (const kind of Object.keys(KINDS) as Kind[]) addKind(program, kind, context);
}

function addKind(program: Command, kind: Kind, { ask, print, isJson, width }: Context): void {
  const one = kind.slice(0, -1);
  const command = program.command(kind).description(`List, show, add, change and remove ${kind}`);
  const send = (operation: string, input: object) => ask(operation as Name, input as Input<Name>);
  const show = (record: unknown) => print(record, () => listing(record as Row));

  command
    .command('list')
    .description(`List ${kind}`)
    .option('--provider <id>', 'of this provider alone')
    .action(async ({ provider }: { provider?: string }) => {
      const rows = (await allRecords(ask, kind, { ...(provider && { provider }) })) as Row[];
      const named = isJson() ? rows : await withNames(rows, KINDS[kind], ask);
      print(rows, () =>
        rows.length > 0 ? table(named, KINDS[kind], width, LEAST[kind]) : `There are no ${kind}.`,
      );
    })
    .addHelpText('after', `\nExample:\n  ringtrail ${kind} list --json`);

  command
    .command('get <id>')
    .description(`Show one of the ${kind}`)
    .action(async (id: string) => show(await send(`GET /v1/${kind}/{id}`, { params: { id } })))
    .addHelpText('after', `\nExample:\n  ringtrail ${kind} get ${one}_…`);

  command
    .command('add [members...]')
    .description(`Add one of the ${kind}`)
    .option('-f, --file <path>', 'a file with a JSON object; - is the standard input')
    .action(async (members: string[], { file }: { file?: string }) =>
      show(await send(`POST /v1/${kind}`, { body: await readMembers(members, file) })),
    )
    .addHelpText('after', `\nExample:\n  ringtrail ${kind} add name="Main ${one}" …`);

  command
    .command('set <id> [members...]')
    .description(`Change members of one of the ${kind}`)
    .option('-f, --file <path>', 'a file with a JSON object; - is the standard input')
    .action(async (id: string, members: string[], { file }: { file?: string }) =>
      show(await send(`PATCH /v1/${kind}/{id}`, { params: { id }, body: await readMembers(members, file) })),
    )
    .addHelpText('after', `\nExample:\n  ringtrail ${kind} set ${one}_… name="Another name"`);

  command
    .command('rm <id>')
    .description(`Remove one of the ${kind}`)
    .action(async (id: string) => {
      await send(`DELETE /v1/${kind}/{id}`, { params: { id } });
      print({ removed: id }, () => `Removed ${id}.`);
    })
    .addHelpText('after', `\nExample:\n  ringtrail ${kind} rm ${one}_…`);
}

/** Returns the rows with the names of the records that they refer to, as far as the key may read them. */
async function withNames(
  rows: readonly Row[],
  columns: readonly string[],
  ask: Context['ask'],
): Promise<Row[]> {
  const references = Object.entries(REFERENCES).filter(([column]) => columns.includes(column));
  const lists = await Promise.all(references.map(([, kind]) => allRecords(ask, kind).catch(noRecords)));
  const names = new Map((lists.flat() as { id: string; name: string }[]).map(({ id, name }) => [id, name]));
  return rows.map((row) => {
    const named = references.map(([column]) => [column, names.get(String(row[column])) ?? row[column]]);
    return { ...row, ...Object.fromEntries(named) };
  });
}

function noRecords(error: unknown): unknown[] {
  if (error instanceof Refused) return [];
  throw error;
}
