import { dirname } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { secretVariable } from '../../config/client.ts';
import { applySteps } from '../setup/apply.ts';
import { readDocument, type SetupDocument } from '../setup/document.ts';
import { setupFrom } from '../setup/flatten.ts';
import { keyOf } from '../setup/items.ts';
import { kindsWithout, readLists } from '../setup/lists.ts';
import { type Plan, planOf } from '../setup/plan.ts';
import { type Running, runningFrom } from '../setup/running.ts';
import { readSecrets } from '../setup/secrets.ts';
import { painter, planJson, planText } from '../setup/show.ts';
import type { Context } from './context.ts';
import { CommandError } from './errors.ts';
import { DEFAULT_FILE, readSetupText } from './setup-text.ts';

type Options = { file?: string; dryRun?: boolean; yes?: boolean; prune?: boolean; rotate?: boolean };

/** Adds `apply`: it makes the running set-up that of a file. */
export function addApply(program: Command, context: Context): void {
  program
    .command('apply')
    .description('Make the running set-up that of a file')
    .option('-f, --file <file>', `the file; - is the standard input (default: a pipe, else ${DEFAULT_FILE})`)
    .option('--dry-run', 'show the differences, and change nothing')
    .option('--yes', 'do not ask before the changes')
    .option('--prune', 'remove what the file owns and does not list')
    .option('--rotate', 'send the secrets of existing records again')
    .action((options: Options) => run(options, context))
    .addHelpText(
      'after',
      '\nExamples:\n  ringtrail apply --dry-run\n  ringtrail export | ringtrail apply --dry-run',
    );
}

async function run(
  { file, dryRun, yes, prune = false, rotate = false }: Options,
  context: Context,
): Promise<void> {
  const { ask, print, progress } = context;
  const { text, name } = await readSetupText(file);
  const document = readDocument(text, name);
  const lists = await progress('reading the running set-up', () =>
    readLists(ask, kindsWithout(document.setup.file)),
  );
  const running = runningFrom(lists, new Date());
  const plan = await withoutOwnKey(
    planOf(document.setup, setupFrom(running.value), { prune, rotate }),
    running,
    ask,
  );
  refuse(plan, document);
  const shown = planText(plan, painter(process.stdout.isTTY && process.stdout.hasColors()));
  if (dryRun || plan.steps.length === 0) return print(planJson(plan), () => shown);

  const { placeOf } = document;
  const secrets = readSecrets(plan.steps, { variable: secretVariable, folder: dirname(name), placeOf });
  if (!yes) await confirm(shown);
  await progress('applying', (report) =>
    applySteps(plan.steps, {
      ...{ ask, ids: running.ids, secrets, placeOf },
      onStep: (done) => report(`applying, ${done} of ${plan.steps.length} steps are done`),
    }),
  );
  print(planJson(plan), () => (yes ? `${shown}\nApplied.` : 'Applied.'));
}

function refuse({ errors }: Plan, { placeOf }: SetupDocument): void {
  if (errors.length === 0) return;
  throw new CommandError(errors.map(({ pointer, detail }) => `${placeOf(pointer)}: ${detail}.`).join('\n'));
}

/** Returns the plan without the removal of the key that sends the requests: it could not continue. */
async function withoutOwnKey(plan: Plan, { ids }: Running, ask: Context['ask']): Promise<Plan> {
  const isKey = ({ action, items: [item] }: Plan['steps'][number]) =>
    action === 'remove' && item?.kind === 'keys';
  if (!plan.steps.some(isKey)) return plan;
  const { id } = await ask('GET /v1/session', {});
  const steps = plan.steps.filter(
    (step) => !(isKey(step) && step.items.some((item) => ids.get(keyOf(item)) === id)),
  );
  return { ...plan, steps };
}

/** Asks the person at the terminal. Rejects with `CommandError` where nobody can answer, or the answer is no. */
async function confirm(plan: string): Promise<void> {
  if (!process.stdin.isTTY)
    throw new CommandError(
      `${plan}\nNobody can confirm this here. Add --yes to apply it, or --dry-run to see it alone.`,
    );
  process.stdout.write(`${plan}\n`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Apply? Write yes: ').finally(() => terminal.close());
  if (answer.trim().toLowerCase() !== 'yes') throw new CommandError('Nothing was changed.');
}
