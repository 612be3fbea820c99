import { inspect } from 'node:util';
import { ConfigError } from '../config/load.ts';
import { BackupError } from './backup/manifest.ts';
import { DataDirLocked } from './infra/data-dir-lock.ts';
import { DataFolderError } from './infra/data-folder.ts';
import { GeoDatabaseError } from './infra/geo-database.ts';
import { ListenError } from './infra/listen.ts';
import { RedisDumpError } from './infra/redis-dump-error.ts';
import { RedisServerError } from './infra/redis-program.ts';
import { RedisTlsError } from './infra/redis-tls.ts';
import { SealError } from './infra/seal.ts';
import { SecretsError } from './infra/secrets.ts';
import { NewerStore, StoreUnavailable, UnfinishedStore } from './store/port.ts';
import { RestoreError } from './store/restore-error.ts';
import { TransferError } from './store/transfer/errors.ts';

/** Errors whose message says what to do. For any other error the stack helps more. */
const FOR_PEOPLE = [
  BackupError,
  ConfigError,
  DataDirLocked,
  DataFolderError,
  GeoDatabaseError,
  ListenError,
  NewerStore,
  RedisDumpError,
  RedisServerError,
  RedisTlsError,
  RestoreError,
  SealError,
  SecretsError,
  StoreUnavailable,
  TransferError,
  UnfinishedStore,
];

/** Returns what a person at the terminal reads of a program's failure. */
export function failureWords(error: unknown): string {
  return FOR_PEOPLE.some((kind) => error instanceof kind) ? (error as Error).message : inspect(error);
}

/** Does the work of a command. A failure ends the command with code 1 and its words. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${failureWords(error)}\n`);
    process.exitCode = 1;
  }
}
