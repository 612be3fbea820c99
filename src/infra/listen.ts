import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Listens on the port. When another program has it and the operator did not set it, listens on any free port. The server
 * answers nothing until the caller adds its `request` listener, which must happen in the same turn of the event loop.
 */
export async function listen(
  host: string,
  port: { number: number; fixed: boolean },
): Promise<{ server: Server; port: number }> {
  const server = createServer();
  // Carriers keep connections open for a minute, and a proxy must not meet one closed that it still uses.
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
