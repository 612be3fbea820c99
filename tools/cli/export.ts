import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { keyOf, type Members } from '../setup/items.ts';
import { type Lists, listsOf, readLists } from '../setup/lists.ts';
import { runningFrom } from '../setup/running.ts';
import { setupText } from '../setup/text.ts';
import type { Context } from './context.ts';
import { CommandError } from './errors.ts';
import { DEFAULT_FILE } from './setup-text.ts';

type Options = { provider?: string; output?: string };

/** Adds `export`: it writes the set-up of a running Ringtrail as a file. */
export function addExport(program: Command, context: Context): void {
  program
    .command('export')
    .description('Write the set-up of a running Ringtrail as a file')
    .option('--provider <slug>', 'of this provider alone, without keys')
    .option('-o, --output <file>', 'the file; without it, the standard output')
    .action((options: Options) => run(options, context))
    .addHelpText('after', `\nExample:\n  ringtrail export -o ${DEFAULT_FILE}`);
}

async function run({ provider, output }: Options, { ask, gateway, print, progress }: Context): Promise<void> {
  const value = await progress('reading the set-up', () =>
    provider === undefined ? wholeOf(ask) : partOf(ask, provider),
  );
  const { url } = await gateway();
  const text = setupText(value, `${url}/ringtrail.schema.json`);
  if (output === undefined) return print(value, () => text.trimEnd());
  await writeFile(output, text).catch(({ code }: NodeJS.ErrnoException) => {
    throw new CommandError(`${output} cannot be written (${code}).`);
  });
  print({ file: output }, () => `Wrote ${output}.`);
}

/** Returns the set-up of the whole installation. A file of it owns everything that it lists. */
async function wholeOf(ask: Context['ask']): Promise<Members> {
  const { version, providers, keys } = runningFrom(await readLists(ask), new Date()).value;
  return { version, scope: 'installation', providers, keys };
}

async function partOf(ask: Context['ask'], provider: string): Promise<Members> {
  const lists = await readLists(ask, ['keys']);
  const { version, providers } = runningFrom(listsOf(lists, idOf(provider, lists)), new Date()).value;
  return { version, providers };
}

/** Returns the id of a provider by its slug or id. */
function idOf(name: string, lists: Lists): string {
  const { ids } = runningFrom(lists, new Date());
  const id = ids.get(keyOf({ kind: 'providers', address: name })) ?? name;
  if (lists.providers.some((one) => one.id === id)) return id;
  throw new CommandError(
    `There is no provider ${name}. \`ringtrail --json providers list\` has their slugs.`,
  );
}
