import { Command, CommanderError } from 'commander';
import { clientSettings } from '../config/client.ts';
import { helpText } from '../config/help.ts';
import { loadConfig } from '../config/load.ts';
import { failureWords } from '../src/failure-words.ts';
import { programOptions } from '../src/infra/program-options.ts';
import { readPackage } from '../src/version.ts';
import { addApply } from './cli/apply.ts';
import { addCalls } from './cli/calls.ts';
import { addCheckSite } from './cli/check-site.ts';
import { addCompletion } from './cli/completion.ts';
import { connect, findGateway } from './cli/connection.ts';
import type { Context } from './cli/context.ts';
import { addDoctor } from './cli/doctor.ts';
import { CommandError } from './cli/errors.ts';
import { addExport } from './cli/export.ts';
import { addLogin } from './cli/login.ts';
import { wrapped } from './cli/output.ts';
import { addPlan } from './cli/plan.ts';
import { withProgress } from './cli/progress.ts';
import { addRecords } from './cli/records.ts';
import { addReport } from './cli/report.ts';
import { addVersion } from './cli/version.ts';

const DESCRIPTION = `Runs and operates Ringtrail. Without a command, it starts Ringtrail.

Commands that ask a gateway find it by --url and --key, by RINGTRAIL_URL and RINGTRAIL_KEY, by \`ringtrail login\`, or on the \
data folder of this machine (DATA_DIR or ./data), in this order.`;

/** A program of its own, which parses its arguments itself. `steps` are the words that may follow it. */
type Program = { about: string; steps?: readonly string[]; run: (args: string[]) => Promise<void> };

const PROGRAMS: Readonly<Record<string, Program>> = {
  start: {
    about: 'Start Ringtrail; --help lists its settings, which are variables of the environment',
    run: async (args) => {
      if (programOptions(args, {}, helpText()) !== null) await (await import('../src/main.ts')).main();
    },
  },
  call: {
    about: 'Play a call against a running Ringtrail as a carrier does',
    run: async (args) => (await import('./call.ts')).main(args),
  },
  'owner-link': {
    about: 'Make a one-time link that makes you the owner',
    run: async (args) => (await import('../src/owner-link.ts')).main(args),
  },
  backup: {
    about: 'Back up the store, Redis, the secrets and the journal while Ringtrail runs',
    run: async (args) => (await import('../src/backup.ts')).main(args),
  },
  restore: {
    about: 'Restore a back-up into an empty data folder',
    run: async (args) => (await import('../src/restore.ts')).main(args),
  },
  store: {
    about: 'Copy the store to an empty one, of SQLite or MongoDB: `store copy`',
    steps: ['copy'],
    run: async (args) => (await import('../src/store-copy.ts')).main(args),
  },
  'fallback-export': {
    about: 'Export the answers that carriers give while Ringtrail is down',
    run: async (args) => (await import('../src/fallback-export.ts')).main(args),
  },
};

/** Runs the `ringtrail` command. It exits with 1 when the command fails, and with 2 when it was written wrong. */
export async function main(args: string[]): Promise<void> {
  const [name = 'start', ...rest] = args;
  const own = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  try {
    await (own ? own.run(rest) : commands().parseAsync(args, { from: 'user' }));
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function commands(): Command {
  const { name, version } = readPackage();
  const program = new Command('ringtrail')
    .description(DESCRIPTION)
    .version(version)
    .option('--url <url>', 'the URL of the gateway')
    .option('--key <key>', 'a key of the gateway')
    .option('--json', 'print JSON for programs')
    .showHelpAfterError('(ringtrail --help lists the commands)')
    .exitOverride();
  const settings = clientSettings();
  const isJson = () => program.opts<{ json?: boolean }>().json === true;
  const localConfig = () => loadConfig(process.env);
  const gateway = () => findGateway(program.opts(), { settings, localConfig });
  const context: Context = {
    gateway,
    ask: async (operation, input) => connect(await gateway())(operation, input),
    print: (value, text) => void process.stdout.write(`${isJson() ? JSON.stringify(value) : text()}\n`),
    progress: (text, work) => (isJson() ? work(() => undefined) : withProgress(text, work)),
    isJson,
    width: process.stdout.columns ?? Infinity,
  };
  for (const [own, { about, steps = [] }] of Object.entries(PROGRAMS)) {
    const command = program.command(own).description(about);
    for (const step of steps) command.command(step);
  }
  addLogin(program, context, settings);
  addRecords(program, context);
  addCalls(program, context);
  addReport(program, context);
  addPlan(program, context);
  addCheckSite(program, context);
  addDoctor(program, context, { settings, localConfig });
  addExport(program, context);
  addApply(program, context);
  addCompletion(program);
  addVersion(program, context, { name, version, registryUrl: settings.registryUrl });
  return program;
}

/** Prints why a command failed. A mistake of the person gets a sentence, and no stack. */
function exitCodeOf(error: unknown): number {
  // Commander has printed its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const words = error instanceof CommandError ? error.message : failureWords(error);
  process.stderr.write(`${wrapped(`ringtrail: ${words}`, process.stderr.columns ?? Infinity)}\n`);
  return 1;
}
