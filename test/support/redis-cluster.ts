import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster, Redis } from 'ioredis';
import { eventually } from './eventually.ts';
import { freePorts } from './ports.ts';
import { endingWithUs } from './processes.ts';

const SLOTS = 16_384;

/** A Redis Cluster of the tests' own, on loopback. */
export type TestCluster = {
  nodes: Redis[];
  /** A connection as a gateway has it. */
  connect(): Cluster;
  remove(): Promise<void>;
};

export async function startTestCluster(size = 3): Promise<TestCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'rt-cluster-'));
  const ports = await freePorts(2 * size);
  const children: ChildProcess[] = [];
  const connections: (Redis | Cluster)[] = [];
  const endWithUs = () => {
    for (const child of children) child.kill('SIGKILL');
  };
  process.on('exit', endWithUs);

  const nodes = Array.from({ length: size }, (_, i) => {
    const [port = 0, busPort = 0] = ports.slice(2 * i);
    const settings = {
      port,
      'cluster-port': busPort,
      'cluster-enabled': 'yes',
      'cluster-config-file': `nodes-${i}.conf`,
      'cluster-node-timeout': 2000,
      bind: '127.0.0.1',
      dir: folder,
      save: '',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    children.push(spawn(...endingWithUs('redis-server', args), { stdio: 'ignore' }));
    const node = new Redis(port, '127.0.0.1', { retryStrategy: () => 20, maxRetriesPerRequest: null });
    node.on('error', () => undefined);
    return node;
  });

  for (const [i, node] of nodes.entries()) {
    const from = Math.floor((i * SLOTS) / size);
    const to = Math.floor(((i + 1) * SLOTS) / size) - 1;
    const slots = Array.from({ length: to - from + 1 }, (_, s) => from + s);
    await node.call('CLUSTER', 'ADDSLOTS', ...slots);
    await node.call('CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1));
  }
  const [first] = nodes;
  for (let i = 1; i < size; i++) {
    await first?.call('CLUSTER', 'MEET', '127.0.0.1', String(ports[2 * i]), String(ports[2 * i + 1]));
  }
  await eventually(async () => {
    const states = await Promise.all(nodes.map((node) => node.cluster('INFO')));
    return states.every(
      (state) => state.includes('cluster_state:ok') && state.includes(`cluster_known_nodes:${size}`),
    );
  });

  return {
    nodes,
    connect() {
      const cluster = new Cluster([{ host: '127.0.0.1', port: ports[0] ?? 0 }]);
      cluster.on('error', () => undefined);
      connections.push(cluster);
      return cluster;
    },
    async remove() {
      for (const connection of [...connections, ...nodes]) connection.disconnect();
      const running = children.filter(({ exitCode, signalCode }) => exitCode === null && !signalCode);
      const ended = Promise.all(running.map((child) => once(child, 'exit')));
      endWithUs();
      await ended;
      process.off('exit', endWithUs);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
