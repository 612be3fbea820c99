import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AbstractConnector, type Cluster, type RedisOptions } from 'ioredis';

/** The address of a node as `host:port`. */
type NodeName = string;

/**
 * Returns the connector of connections to one node of a cluster. Each time that a connection is made it takes one of the nodes that
 * `namesOf` returns. When the cluster has changed and the node is no longer among them, the connection closes and is made again:
 * a node that hangs, or is cut off from the others, keeps its connections.
 */
export function connectorTo(
  cluster: Cluster,
  namesOf: () => NodeName[],
): NonNullable<RedisOptions['Connector']> {
  // Each worker has a connection of its own that follows the cluster.
  cluster.setMaxListeners(0);
  return class NodeConnector extends AbstractConnector {
    readonly #tls: RedisOptions['tls'];

    constructor(options: unknown) {
      const { tls, disconnectTimeout = 2000 } = options as RedisOptions;
      super(disconnectTimeout);
      this.#tls = tls;
    }

    /** Waits until the nodes are known. */
    async connect(): Promise<Socket> {
      this.connecting = true;
      while (namesOf().length === 0 && this.connecting && cluster.status !== 'end') await nextLook(cluster);
      if (!this.connecting || cluster.status === 'end') throw new Error('Connection is closed.');
      const names = namesOf();
      const name = names[Math.floor(Math.random() * names.length)] ?? '';
      const socket = openSocket(name, this.#tls);
      this.stream = socket;
      socket.once('error', (error) => {
        this.firstError = error;
      });
      const look = () => {
        const wanted = namesOf();
        if (wanted.length > 0 && !wanted.includes(name)) socket.destroy();
      };
      cluster.on('refresh', look);
      socket.once('close', () => cluster.off('refresh', look));
      return socket;
    }
  };
}

/** Resolves when the cluster has looked at its nodes again, or has ended. */
function nextLook(cluster: Cluster): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cluster.off('refresh', end).off('end', end);
      resolve();
    };
    cluster.on('refresh', end).on('end', end);
  });
}

function openSocket(name: NodeName, tls: RedisOptions['tls']): Socket {
  const colon = name.lastIndexOf(':');
  const address = { host: name.slice(0, colon), port: Number(name.slice(colon + 1)) };
  return tls ? connectTls({ servername: address.host, ...tls, ...address }) : connect(address);
}
