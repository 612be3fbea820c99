import { type ChaosOptions, HELP, parseOptions } from './options.ts';
import { runChaos } from './run.ts';

/** Runs the chaos driver. Exits with 1 at a violation, and with 2 at a bad option. */
export async function main(argv: readonly string[]): Promise<void> {
  let options: ChaosOptions | null;
  try {
    options = parseOptions(argv);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  if (!options) {
    process.stdout.write(HELP);
    return;
  }
  try {
    await runAndReport(options);
  } catch (error) {
    process.stderr.write(`The run failed: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

async function runAndReport(options: ChaosOptions): Promise<void> {
  const violations = await runChaos(options, (text) => process.stdout.write(`${text}\n`));
  const { seconds, seed, store, faultsAtOnce } = options;
  const repeat = `--seconds ${seconds} --seed ${seed} --store ${store} --at-once ${faultsAtOnce}`;
  process.stdout.write(
    violations.length === 0
      ? `No violation (${repeat}).\n`
      : `${violations.length} violations (${repeat}).\n`,
  );
  if (violations.length > 0) process.exitCode = 1;
}
