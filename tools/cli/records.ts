import type { Command } from 'commander';
import type { Input, Name } from '../client/client.ts';
import { allRecords } from './all-records.ts';
import type { Context } from './context.ts';
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

/** Adds a command for each kind of records: list, get, add, set and rm. */
export function addRecords(program: Command, context: Context): void {
  for (const kind of Object.keys(KINDS) as Kind[]) addKind(program, kind, context);
}

function addKind(program: Command, kind: Kind, { ask, print, width }: Context): void {
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
      print(rows, () => (rows.length > 0 ? table(rows, KINDS[kind], width) : `There are no ${kind}.`));
    })
    .addHelpText('after', `\nExample:\n  ringtrail ${kind} list --json`);

  command
    .command('get <id>')
    .description(`Show one of the ${kind}`)
    .action(async (id: string) => show(await send(`GET /v1/${kind}/{id}`, { params: { id } })));

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
    });
}
