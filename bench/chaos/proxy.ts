import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How the proxy treats connections: it forwards, delays each piece, forwards nothing, or ends and refuses them. */
export type ProxyMode =
  | { type: 'open' }
  | { type: 'slow'; delayMs: number }
  | { type: 'stall' }
  | { type: 'cut' };

const OPEN: ProxyMode = { type: 'open' };

/** A TCP proxy on loopback in front of one server. */
export type TcpProxy = { port: number; set(mode: ProxyMode): void; open(): void; close(): Promise<void> };

export async function startProxy(to: NetConnectOpts): Promise<TcpProxy> {
  let mode: ProxyMode = OPEN;
  const changes = new EventEmitter().setMaxListeners(0);
  const sockets = new Set<Socket>();

  /** Resolves when a piece that arrived now may pass. */
  async function mayPass(): Promise<void> {
    if (mode.type === 'slow') await sleep(mode.delayMs);
    while (mode.type === 'stall') await once(changes, 'change');
  }

  function forward(from: Socket, to: Socket): void {
    let passing = Promise.resolve();
    from.on('data', (piece: Buffer) => {
      const arrived = mayPass();
      passing = passing.then(() => arrived).then(() => void (to.destroyed || to.write(piece)));
    });
    from.on('close', () => {
      sockets.delete(from);
      passing = passing.then(() => void to.destroy());
    });
    from.on('error', () => undefined);
  }

  const server = createServer((client) => {
    if (mode.type === 'cut') {
      client.destroy();
      return;
    }
    const target = connect(to);
    for (const socket of [client, target]) sockets.add(socket.setNoDelay(true));
    forward(client, target);
    forward(target, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  function set(next: ProxyMode): void {
    mode = next;
    changes.emit('change');
    if (next.type === 'cut') for (const socket of sockets) socket.destroy();
  }

  return {
    port: (server.address() as AddressInfo).port,
    set,
    open: () => set(OPEN),
    async close() {
      set({ type: 'cut' });
      server.close();
      await once(server, 'close');
    },
  };
}
