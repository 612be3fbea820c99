import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Limits the server's open connections to `max`. A new connection closes the one that has waited longest, so that clients who open
 * many and send nothing cannot keep others out. A connection whose request `comesFirst` is safe from the request's last byte
 * until its answer.
 */
export function limitConnections(
  server: Server,
  max: number,
  comesFirst: (request: IncomingMessage) => boolean,
): void {
  /** The connections that can be closed, the longest wait first. */
  const waiting = new Set<Socket>();
  let open = 0;

  server.on('connection', (socket: Socket) => {
    open += 1;
    waiting.add(socket);
    socket.once('close', () => {
      open -= 1;
      waiting.delete(socket);
    });
    const [longest] = waiting;
    if (open > max) longest?.destroy();
  });

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    waiting.delete(socket);
    waiting.add(socket);
    if (!comesFirst(request)) return;
    request.once('end', () => waiting.delete(socket));
    response.once('close', () => {
      if (!socket.destroyed) waiting.add(socket);
    });
  });
}
