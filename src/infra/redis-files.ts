import { mkdir, mkdtemp, readlink, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** A socket's path must fit sockaddr_un, which has 104 bytes where it is smallest. */
const MAX_SOCKET_PATH_BYTES = 100;
const PRIVATE_FOLDER = 'ringtrail-redis-';

/** Where redis-server keeps its data and its socket. */
export interface RedisFiles {
  /** Its working folder. */
  folder: string;
  socket: string;
  /** Removes the socket and its folder. */
  clean(): Promise<void>;
}

/**
 * The socket lies in the data folder, or, when the path is too long for one (or holds a question mark, which ioredis
 * takes for the beginning of options), in a folder of its own among the temporary files; a link in the data folder then
 * names it for the next process.
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

/** The socket that a former run may have left, or null where it cannot have left one. */
export async function formerSocket(folder: string): Promise<string | null> {
  const usual = usualSocket(folder);
  return readlink(usual).catch(() => (isUsable(usual) ? usual : null));
}

/** Removes the folder of a former run's socket, if it was one made here for it alone. */
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
