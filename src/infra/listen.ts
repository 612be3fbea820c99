import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on the port or, when it is taken and not asked for, on any free one. */
export async function listen(
  handler: RequestListener,
  host: string,
  port: { number: number; fixed: boolean },
): Promise<{ server: Server; port: number }> {
  const server = createServer(handler);
  // Carriers keep connections open for a minute; a proxy in front must not find one closed that it still uses.
  server.keepAliveTimeout = 65_000;
  try {
    await listening(server, host, port.number);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port.fixed) throw error;
    await listening(server, host, 0);
  }
  return { server, port: (server.address() as AddressInfo).port };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
