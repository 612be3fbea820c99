import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A client sends its headers, and its whole request, within these times. A slower one gets 408 and is cut off. */
const MAX_HEADERS_MS = 5000;
const MAX_REQUEST_MS = 10_000;
const CHECK_EVERY_MS = 1000;

/** The server cannot listen. The message says what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** The variables that name the address and the port, for the message of an error. */
export type Place = { host: string; portName: string };

/**
 * Starts a server on the first of the ports that no other program uses. Rejects with `ListenError` when all are in use. The
 * caller must add its `request` listener in the same turn of the event loop. The server answers nothing before.
 */
export async function listen(
  place: Place,
  ports: readonly number[],
): Promise<{ server: Server; port: number }> {
  const server = createServer({
    headersTimeout: MAX_HEADERS_MS,
    requestTimeout: MAX_REQUEST_MS,
    connectionsCheckingInterval: CHECK_EVERY_MS,
  });
  // Carriers keep a connection open for a minute. The server must not close a connection that a proxy still uses.
  server.keepAliveTimeout = 65_000;
  for (const [i, port] of ports.entries()) {
    try {
      await listening(server, place.host, port);
      break;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code !== 'EADDRINUSE' || i === ports.length - 1)
        throw new ListenError(explain(code, place, port), { cause: error });
    }
  }
  return { server, port: (server.address() as AddressInfo).port };
}

function explain(code: string, { host, portName }: Place, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `another program uses the port ${port}. End that program, or set ${portName} to another port.`;
    case 'EACCES':
      return `this user may not listen on the port ${port}. Set ${portName} to a port above 1023.`;
    default:
      return `the port ${port} of the address ${host} cannot be listened on (${code}). Set HOST to an address of this machine.`;
  }
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
