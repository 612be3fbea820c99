import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster, type Redis } from 'ioredis';
import { eventually } from './eventually.ts';
import { freePorts } from './ports.ts';
import { type RedisNode, startRedisNode } from './redis-node.ts';

const SLOTS = 16_384;

/** A Redis Cluster of the tests' own, on loopback. */
export type TestCluster = {
  /** For REDIS_URL. It names two of the nodes. */
  url: string;
  /** Connections to the nodes that began as masters. */
  nodes: Redis[];
  /** A connection as a gateway has it. */
  connect(): Cluster;
  /** Returns the master of the key's slot. */
  masterOf(key: string): Promise<RedisNode>;
  /** Lets the replica of a master that is gone take its place. */
  failOver(master: RedisNode): Promise<void>;
  /** Resolves once all slots have a master that lives, and each of the masters a replica that follows it. */
  untilComplete(): Promise<void>;
  remove(): Promise<void>;
};

/** @param replicas whether each of the three masters has a replica */
export async function startTestCluster({ replicas = false } = {}): Promise<TestCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'rt-cluster-'));
  const size = 3;
  const count = replicas ? 2 * size : size;
  const ports = await freePorts(2 * count);
  const connections: Cluster[] = [];
  const nodes = await Promise.all(
    Array.from({ length: count }, (_, i) => {
      const [port = 0, busPort = 0] = ports.slice(2 * i);
      return startRedisNode(folder, port, clusterSettings(busPort));
    }),
  );
  const masters = nodes.slice(0, size);
  const infos = () => Promise.all(nodes.map(({ client }) => client.cluster('INFO')));

  for (const [i, { client }] of masters.entries()) {
    const from = Math.floor((i * SLOTS) / size);
    const to = Math.floor(((i + 1) * SLOTS) / size) - 1;
    await client.call('CLUSTER', 'ADDSLOTSRANGE', from, to);
    await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1));
  }
  for (let i = 1; i < count; i++)
    await nodes[0]?.client.call('CLUSTER', 'MEET', '127.0.0.1', ports[2 * i] ?? 0, ports[2 * i + 1] ?? 0);
  await eventually(async () =>
    (await infos()).every((info) => info.includes(`cluster_known_nodes:${count}`) && isOk(info)),
  );
  for (const [i, { client }] of nodes.slice(size).entries())
    await client.call('CLUSTER', 'REPLICATE', (await masters[i]?.client.cluster('MYID')) ?? '');

  const cluster: TestCluster = {
    url: `redis+cluster://${[0, 1].map((i) => `127.0.0.1:${nodes[i]?.port}`).join(',')}`,
    nodes: masters.map(({ client }) => client),
    connect() {
      const connection = new Cluster([{ host: '127.0.0.1', port: ports[0] ?? 0 }]);
      connection.on('error', () => undefined);
      connections.push(connection);
      return connection;
    },
    async masterOf(key) {
      const slot = (await nodes[0]?.client.cluster('KEYSLOT', key)) ?? 0;
      return eventually(async () => {
        const ranges = await Promise.any(nodes.map(({ client }) => client.cluster('SLOTS')));
        const [, , owner] = ranges.find(([from, to]) => from <= slot && slot <= to) ?? [];
        return nodes.find(({ port }) => port === owner?.[1]);
      });
    },
    async failOver(master) {
      const others = nodes.filter((node) => node !== master);
      const roles = await Promise.all(others.map(({ client }) => client.info('replication')));
      const replica = others[roles.findIndex((role) => role.includes(`master_port:${master.port}\r`))];
      await replica?.client.call('CLUSTER', 'FAILOVER', 'TAKEOVER');
    },
    async untilComplete() {
      await eventually(async () => {
        const roles = await Promise.all(nodes.map(({ client }) => client.info('replication')));
        const following = roles.filter((role) => role.includes('master_link_status:up'));
        return (await infos()).every(isOk) && following.length === count - size;
      });
    },
    async remove() {
      for (const connection of connections) connection.disconnect();
      await Promise.all(nodes.map((node) => node.remove()));
      await rm(folder, { recursive: true, force: true });
    },
  };
  await cluster.untilComplete();
  return cluster;
}

function isOk(info: unknown): boolean {
  return String(info).includes('cluster_state:ok');
}

/** A busy machine must not make replicas take their masters' places. They do so when they are asked. */
const NEVER_MS = 600_000;

/** A replica follows at once. */
function clusterSettings(busPort: number): Record<string, string | number> {
  return {
    'cluster-port': busPort,
    'cluster-enabled': 'yes',
    'cluster-config-file': 'nodes.conf',
    'cluster-node-timeout': NEVER_MS,
    'repl-diskless-sync-delay': 0,
    save: '',
  };
}
