import { mkdir, mkdtemp, readlink, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** A socket's path must fit into `sockaddr_un`, which has 104 bytes on the system with the smallest one. */
const MAX_SOCKET_PATH_BYTES = 100;
const PRIVATE_FOLDER = 'ringtrail-redis-';

/** The places of redis-server's data and socket. */
export interface RedisFiles {
  /** The working folder of redis-server. */
  folder: string;
  socket: string;
  /** Removes the socket and its folder. */
  clean(): Promise<void>;
}

/**
 * Prepares the folder and the path of the socket. The socket is usually in `folder`. When that path is too long, or holds a
 * question mark, the socket gets its own folder among the temporary files. ioredis would read options after a question
 * mark. A link in `folder` then names the socket for the next process.
 */
export async function prepareFiles(folder: string): Promise<RedisFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const usual = usualSocket(folder);
  await rm(usual, { force: true });
  const socket = isUsable(usual) ? usual : join(await mkdtemp(join(tmpdir(), PRIVATE_FOLDER)), 'redis.sock');
  if (socket !== usual) await symlink(socket, usual);
  return {
    folder,
    socket,
    async clean() {
      await rm(usual, { force: true });
      await removePrivateFolder(socket);
    },
  };
}

/** Returns the socket that a former run may have left, or null when it cannot have left one. */
export async function formerSocket(folder: string): Promise<string | null> {
  const usual = usualSocket(folder);
  return readlink(usual).catch(() => (isUsable(usual) ? usual : null));
}

/** Removes the socket's folder when `prepareFiles` made it for the socket alone. */
export async function removePrivateFolder(socket: string): Promise<void> {
  const folder = dirname(socket);
  if (basename(folder).startsWith(PRIVATE_FOLDER)) await rm(folder, { recursive: true, force: true });
}

function usualSocket(folder: string): string {
  return join(folder, 'redis.sock');
}

function isUsable(socket: string): boolean {
  return Buffer.byteLength(socket) <= MAX_SOCKET_PATH_BYTES && !socket.includes('?');
}
