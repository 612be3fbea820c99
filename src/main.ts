import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { ConfigError, loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { DataDirLocked } from './infra/data-dir-lock.ts';
import { DataFolderError, explainFileError } from './infra/data-folder.ts';
import { GeoDatabaseError } from './infra/geo-database.ts';
import { ListenError } from './infra/listen.ts';
import { createLog } from './infra/log.ts';
import { RedisServerError } from './infra/redis-program.ts';
import { SealError } from './infra/seal.ts';
import { SecretsError } from './infra/secrets.ts';
import { endInOrder, type Phase } from './infra/shutdown.ts';
import { openContainer } from './start/container.ts';
import { startRoles } from './start/roles.ts';
import { NewerStore, StoreUnavailable } from './store/port.ts';

/** Starts Ringtrail by its environment, and runs until a signal ends it. */
export async function main(): Promise<void> {
  try {
    await start(loadConfig(process.env));
  } catch (error) {
    const isForPeople = FOR_PEOPLE.some((kind) => error instanceof kind);
    process.stderr.write(
      `Ringtrail cannot start: ${isForPeople ? (error as Error).message : inspect(error)}\n`,
    );
    process.exit(1);
  }
}

/** Errors whose message says what to do. For any other error the stack helps more. */
const FOR_PEOPLE = [
  ConfigError,
  DataDirLocked,
  DataFolderError,
  GeoDatabaseError,
  ListenError,
  NewerStore,
  RedisServerError,
  SealError,
  SecretsError,
  StoreUnavailable,
];

async function start(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
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

/** Reads the version. The program runs from dist/src. */
function readVersion(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
