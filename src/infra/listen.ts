import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A client sends its headers, and its whole request, within these times. A slower one gets 408 and is cut off. */
const MAX_HEADERS_MS = 5000;
const MAX_REQUEST_MS = 10_000;
const CHECK_EVERY_MS = 1000;

/**
 * Starts a server on the port. When another program uses the port and the port is not fixed, the server listens on any
 * free port. The caller must add its `request` listener in the same turn of the event loop. The server answers nothing before.
 */
export async function listen(
  host: string,
  port: { number: number; fixed: boolean },
): Promise<{ server: Server; port: number }> {
  const server = createServer({
    headersTimeout: MAX_HEADERS_MS,
    requestTimeout: MAX_REQUEST_MS,
    connectionsCheckingInterval: CHECK_EVERY_MS,
  });
  // Carriers keep a connection open for a minute. The server must not close a connection that a proxy still uses.
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
