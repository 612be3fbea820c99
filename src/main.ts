import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { failureWords } from './failure-words.ts';
import { explainFileError } from './infra/data-folder.ts';
import { createLog } from './infra/log.ts';
import { endInOrder, type Phase } from './infra/shutdown.ts';
import { openContainer } from './start/container.ts';
import { startRoles } from './start/roles.ts';
import { readVersion } from './version.ts';

/** Starts Ringtrail by its environment, and runs until a signal ends it. */
export async function main(): Promise<void> {
  try {
    await start(loadConfig(process.env));
  } catch (error) {
    process.stderr.write(`Ringtrail cannot start: ${failureWords(error)}\n`);
    process.exit(1);
  }
}

async function start(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  // A terminal that has closed takes no more text.
  process.stdout.on('error', () => undefined);
  const phases: Phase[] = [];
  endInOrder(() => phases.toReversed(), log);
  // The times add up to less than 10 seconds, after which a supervisor kills the process.
  const addPhase = (name: string, timeoutMs: number, run: Phase['run']) =>
    phases.push({ name, timeoutMs, run });
  try {
    await startRoles(await openContainer(config, log, addPhase, readVersion()), addPhase);
  } catch (error) {
    throw explainFileError(error, config.dataDir);
  }
}

// The image and process supervisors run this file itself. The command `ringtrail` imports it and calls `main`.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
