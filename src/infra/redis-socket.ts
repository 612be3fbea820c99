import { connect } from 'node:net';

/**
 * Sends one inline command to the Redis socket and returns the first line of the reply. An empty text means that the server
 * closed the connection without a reply, as it does for SHUTDOWN. null means that no server listens there.
 */
export function ask(path: string, command: string, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let reply = '';
    socket.setTimeout(timeoutMs, () => {
      socket.destroy(new Error(`redis-server did not answer ${command} on ${path} within ${timeoutMs} ms`));
    });
    socket.on('connect', () => socket.write(`${command}\r\n`));
    socket.on('data', (chunk) => {
      reply += chunk.toString('latin1');
      if (reply.includes('\r\n')) socket.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null);
      else if (error.code === 'EPIPE' || error.code === 'ECONNRESET') resolve('');
      else reject(error);
    });
    socket.on('close', () => resolve(reply.split('\r\n')[0] ?? ''));
  });
}
