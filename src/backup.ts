import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { withProgress } from '../tools/cli/progress.ts';
import { makeBackup } from './backup/backup.ts';
import { runCommand } from './failure-words.ts';
import { programOptions, refuse } from './infra/program-options.ts';
import { openRedis, type RedisClient } from './infra/redis-client.ts';
import { formerSocket } from './infra/redis-files.ts';
import { startRedisServer } from './infra/redis-server.ts';
import { ask } from './infra/redis-socket.ts';
import { openStore } from './store/open.ts';
import { readVersion } from './version.ts';

const HELP = `Writes everything that must not be lost to one file: the store, Redis' data,
the secrets and the journal. Ringtrail may run meanwhile. The file holds secrets
and callers: only its owner may read it.

  ringtrail backup --to /mnt/backups/ringtrail.tar.gz

  --to    the file, which must not exist
`;

/** Makes a back-up of the installation that the environment names, and prints its size and its moment. */
export const main = (argv: string[]): Promise<void> => runCommand(() => backUp(argv));

async function backUp(argv: string[]): Promise<void> {
  const values = programOptions(argv, { to: 'string' }, HELP);
  if (!values) return;
  const config = loadConfig(process.env);
  const to = values.to && resolve(values.to);
  if (!to || existsSync(to)) return refuse(to ? `${to} is there already.` : '--to is missing.', HELP);
  const { redis, close } = await connectToRedis(config);
  try {
    const store = await openStore(config.storeUrl);
    try {
      const { dataDir } = config;
      const now = () => new Date();
      const options = { store, redis, dataDir, version: readVersion(), now };
      const { bytes, manifest } = await withProgress('copying the data folder', (report) =>
        makeBackup(options, to, report),
      );
      const records = Object.values(manifest.store.records).reduce((sum, count) => sum + count, 0);
      process.stdout.write(`${to}\n${bytes} bytes, ${records} records of the store, of ${manifest.at}\n`);
    } finally {
      await store.close();
    }
  } finally {
    await close();
  }
}

/** Connects to Redis. A private redis-server that does not run is started. */
async function connectToRedis({
  redis,
  dataDir,
}: Config): Promise<{ redis: RedisClient; close(): Promise<void> }> {
  const socket = redis ? null : await runningSocket(dataDir);
  const server = redis || socket ? null : await startRedisServer({ dataDir });
  const client = openRedis(redis ?? { url: socket ?? server?.url ?? '' }, { maxRetriesPerRequest: 1 });
  return {
    redis: client,
    async close() {
      client.disconnect();
      await server?.stop();
    },
  };
}

async function runningSocket(dataDir: string): Promise<string | null> {
  const socket = await formerSocket(`${dataDir}/redis`);
  const answer = socket && (await ask(socket, 'PING', 1000).catch(() => null));
  return answer ? socket : null;
}
