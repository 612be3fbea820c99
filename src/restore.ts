import { resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { withProgress } from '../tools/cli/progress.ts';
import { restoreBackup } from './backup/restore.ts';
import { runCommand } from './failure-words.ts';
import { programOptions, refuse } from './infra/program-options.ts';
import { restoreStore } from './store/restore.ts';

const HELP = `Restores a back-up into an empty data folder, on this machine or another one.
Nothing of Ringtrail may run there. STORE_URL and REDIS_URL count as in a start:
with them, the store and Redis' data go to these databases, which must be empty.

  ringtrail restore --from /mnt/backups/ringtrail.tar.gz --data-dir ./data

  --from       the back-up
  --data-dir   the data folder; DATA_DIR where it is not said
  --replace    moves the data of the folder aside, to <data-dir>/replaced-<time>
`;

/** Restores a back-up, and prints what to do next. */
export const main = (argv: string[]): Promise<void> => runCommand(() => restore(argv));

async function restore(argv: string[]): Promise<void> {
  const values = programOptions(argv, { from: 'string', 'data-dir': 'string', replace: 'boolean' }, HELP);
  if (!values) return;
  if (!values.from) return refuse('--from is missing.', HELP);
  const dataDir = values['data-dir'];
  const config = loadConfig(process.env, dataDir ? { DATA_DIR: dataDir } : {});
  const options = {
    from: resolve(values.from),
    ...{ dataDir: config.dataDir, redis: config.redis, replace: values.replace ?? false },
    now: () => new Date(),
  };
  const manifest = await withProgress('unpacking and checking', (report) =>
    restoreBackup({
      ...options,
      restoreStore: (folder, copied) => {
        report('restoring the store');
        return restoreStore(config.storeUrl, folder, copied);
      },
    }),
  );
  process.stdout.write(
    `${config.dataDir} holds the state of ${manifest.at}. Start Ringtrail with DATA_DIR=${config.dataDir}.\n`,
  );
}
