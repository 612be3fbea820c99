import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { freePorts } from './ports.ts';
import { startRedisNode } from './redis-node.ts';

const GROUP = 'ringtrail';
/** A busy machine must not make the sentinel promote the replica. It does so when it is asked. */
const NEVER_MS = 600_000;

/** A master and a replica of the tests' own, with a sentinel that watches them. */
export type TestSentinel = {
  /** For REDIS_URL. */
  url: string;
  /** Ends the master without warning. */
  killMaster(): Promise<void>;
  /** Makes the sentinel promote the replica. Resolves once it names that node. */
  failOver(): Promise<void>;
  remove(): Promise<void>;
};

export async function startTestSentinel(): Promise<TestSentinel> {
  const folder = await mkdtemp(join(tmpdir(), 'rt-sentinel-'));
  const [first = 0, second = 0, watching = 0] = await freePorts(3);
  const settings = { save: '', 'repl-diskless-sync-delay': 0 };
  const master = await startRedisNode(folder, first, settings);
  const replica = await startRedisNode(folder, second, { ...settings, replicaof: `127.0.0.1 ${first}` });
  await eventually(async () => (await replica.client.info('replication')).includes('master_link_status:up'));
  const file = join(folder, 'sentinel.conf');
  const lines = ['127.0.0.1', first, 1].join(' ');
  await writeFile(
    file,
    [`sentinel monitor ${GROUP} ${lines}`, `sentinel down-after-milliseconds ${GROUP} ${NEVER_MS}`].join(
      '\n',
    ),
  );
  const sentinel = await startRedisNode(
    folder,
    watching,
    {},
    { program: ['redis-server', file, '--sentinel'] },
  );
  await eventually(async () =>
    String(await sentinel.client.call('SENTINEL', 'REPLICAS', GROUP)).includes(String(second)),
  );

  return {
    url: `redis+sentinel://127.0.0.1:${watching}/${GROUP}`,
    killMaster: () => master.kill(),
    async failOver() {
      await sentinel.client.call('SENTINEL', 'FAILOVER', GROUP);
      await eventually(async () => {
        const named = await sentinel.client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', GROUP);
        return String(named).endsWith(String(second));
      });
    },
    async remove() {
      await Promise.all([master, replica, sentinel].map((node) => node.remove()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
