import type { Command } from 'commander';
import { ConfigError } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { wrap } from '../../config/wrap.ts';
import { type Finding, type Level, reportOf } from '../doctor/finding.ts';
import { type Paint, painter } from '../setup/show.ts';
import type { Surroundings } from './connection.ts';
import type { Context } from './context.ts';
import { CommandError, Unreachable } from './errors.ts';
import { readProfile } from './profile.ts';

const COLOURS = { ok: 'green', warning: 'yellow', fault: 'red' } as const satisfies Record<Level, string>;

/** Adds `doctor`: it looks for faults, and says what to do about each. */
export function addDoctor(program: Command, context: Context, around: Surroundings): void {
  program
    .command('doctor')
    .description('Look for faults, and say what to do about each')
    .action(async () => {
      const isElsewhere =
        Boolean(program.opts<{ url?: string }>().url ?? around.settings.url) ||
        (await readProfile(around.settings.profilePath)) !== null;
      const findings = await context.progress('looking for faults', () =>
        isElsewhere ? remoteFindings(context) : localFindings(context, around.localConfig),
      );
      const isHealthy = findings.every(({ level }) => level !== 'fault');
      const paint = painter(process.stdout.isTTY && process.stdout.hasColors());
      context.print({ healthy: isHealthy, findings }, () => findingsText(findings, paint, context.width));
      if (!isHealthy) process.exitCode = 1;
    })
    .addHelpText(
      'after',
      '\nIt sends a test delivery to each consumer that is no person, and opens the first page of each site.\n' +
        '\nExamples:\n  ringtrail doctor\n  ringtrail --json doctor',
    );
}

async function remoteFindings({ gateway }: Context): Promise<Finding[]> {
  const [found, { runningFindings }] = [await gateway(), await import('../doctor/running.ts')];
  return runningFindings(found).catch((error) => [awayFault(error)]);
}

async function localFindings({ gateway }: Context, localConfig: () => Config): Promise<Finding[]> {
  // Other commands need neither Redis nor a store.
  const { configurationFaults, machineFindings, restFindings } = await import('../doctor/local.ts');
  let config: Config;
  try {
    config = localConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return configurationFaults(error.message);
  }
  const machine = await machineFindings(config);
  // A damaged data folder has no key for the gateway that runs on it.
  const found = machine.some(({ code }) => code === 'data_folder') ? null : await gateway().catch(notFound);
  if (!found) return [...machine, ...(await restFindings(config))];
  const { runningFindings } = await import('../doctor/running.ts');
  try {
    return [...machine, ...(await runningFindings(found))];
  } catch (error) {
    return [...machine, awayFault(error), ...(await restFindings(config)).slice(1)];
  }
}

function notFound(error: unknown): null {
  if (error instanceof CommandError) return null;
  throw error;
}

/** Returns the finding on a gateway that does not answer, or that refuses the key. */
function awayFault(error: unknown): Finding {
  if (!(error instanceof CommandError)) throw error;
  const { fault } = reportOf('gateway');
  return error instanceof Unreachable
    ? fault('gateway_away', `${error.message} Start it, or correct --url.`)
    : fault('gateway_refuses', error.message);
}

function findingsText(findings: readonly Finding[], paint: Paint, width: number): string {
  const longest = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.map(({ check, level, detail }) => {
    const head = `${level.padEnd('warning'.length)}  ${check.padEnd(longest)}  `;
    const body = wrap(detail, width - head.length).join(`\n${' '.repeat(head.length)}`);
    return paint(COLOURS[level], level) + head.slice(level.length) + body;
  });
  const counted = (level: Level) => {
    const { length } = findings.filter((finding) => finding.level === level);
    return `${length} ${level}${length === 1 ? '' : 's'}`;
  };
  return `${lines.join('\n')}\n\n${counted('fault')}, ${counted('warning')}.`;
}
