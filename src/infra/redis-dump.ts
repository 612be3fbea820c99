import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { connect, Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { Redis } from 'ioredis';
import type { RedisClient } from './redis-client.ts';
import { RedisDumpError } from './redis-dump-error.ts';
import { shardsOf } from './redis-shards.ts';

/** Redis sends a line a second while it saves. */
const SILENCE_MS = 60_000;
const POLL_MS = 2;
const MAX_LINE_BYTES = 1024;

/**
 * Saves all data of one moment to files in the folder, one for each shard, in the format of Redis' own files (RDB). The data
 * come as they do to a replica, by `SYNC`, so Redis need not be on this machine. Redis forks, and answers others meanwhile.
 * The moments of several shards are within some milliseconds of each other.
 * @param redis a connection to the same servers, whose address, user and password count
 * @param onFork is called once the moment of every shard is fixed, within a few milliseconds
 */
export async function dumpRedis(
  redis: RedisClient,
  folder: string,
  onFork: () => Promise<void>,
): Promise<void> {
  const shards = shardsOf(redis);
  let notForked = shards.length;
  let forkedAll: () => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const noted = new Promise<void>((resolve, reject) => {
    forkedAll = resolve;
    fail = reject;
  }).then(onFork);
  noted.catch(() => undefined);
  const dumps = shards.map((shard, i) =>
    dumpShard(shard, join(folder, i === 0 ? 'dump.rdb' : `dump-${i}.rdb`), () => {
      notForked--;
      if (notForked === 0) forkedAll();
      return noted;
    }),
  );
  for (const dump of dumps) dump.catch(fail);
  await Promise.all(dumps);
}

async function dumpShard(redis: Redis, path: string, onFork: () => Promise<void>): Promise<void> {
  const socket = await openSocket(redis);
  const file = await open(path, 'wx', 0o600);
  try {
    await noneUnderWay(redis);
    const reader = readerOf(socket);
    await authenticate(socket, reader, redis.options);
    // Redis 7 need not hold the later writes for a replica that wants none. Earlier versions do not know it.
    await command(socket, reader, 'REPLCONF', 'rdb-only', '1');
    socket.write('SYNC\r\n');
    const header = sizeOf(reader);
    header.catch(() => undefined);
    await Promise.race([forked(redis), header]);
    await onFork();
    for await (const chunk of reader.take(await header)) await file.write(chunk);
    await file.sync();
  } finally {
    socket.destroy();
    await file.close();
  }
}

async function openSocket(redis: Redis): Promise<Socket> {
  const { path, tls } = redis.options;
  const { host, port } = await addressOf(redis);
  const secure = tls && !path;
  const socket = secure
    ? connectTls({ ...tls, host, port, servername: tls.servername ?? host })
    : path
      ? connect(path)
      : connect(port, host);
  socket.setTimeout(SILENCE_MS, () =>
    socket.destroy(new RedisDumpError('Redis has been silent for a minute')),
  );
  await once(socket, secure ? 'secureConnect' : 'connect');
  return socket;
}

/** Returns the server's address. Behind sentinels it is the one of the master to which the connection has led. */
async function addressOf(redis: Redis): Promise<{ host: string; port: number }> {
  const { host = 'localhost', port = 6379, sentinels } = redis.options;
  if (!sentinels) return { host, port };
  await redis.ping();
  const { stream } = redis;
  if (!(stream instanceof Socket) || !stream.remoteAddress || !stream.remotePort)
    throw new RedisDumpError('The sentinels name no master');
  return { host: stream.remoteAddress, port: stream.remotePort };
}

/** Waits until Redis saves nothing, so that the next save is the one for us. */
async function noneUnderWay(redis: Redis): Promise<void> {
  while (await isSaving(redis)) await sleep(50);
}

async function forked(redis: Redis): Promise<void> {
  while (!(await isSaving(redis))) await sleep(POLL_MS);
}

async function isSaving(redis: Redis): Promise<boolean> {
  return (await redis.info('persistence')).includes('rdb_bgsave_in_progress:1');
}

type Reader = ReturnType<typeof readerOf>;

async function authenticate(socket: Socket, reader: Reader, options: Redis['options']): Promise<void> {
  const { username, password } = options;
  if (!password) return;
  const answer = await command(socket, reader, 'AUTH', ...(username ? [username] : []), password);
  if (answer !== '+OK') throw refusal(answer);
}

async function command(socket: Socket, reader: Reader, ...words: string[]): Promise<string> {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  socket.write(`*${words.length}\r\n${parts.join('')}`);
  return reader.line();
}

/** Returns the number of bytes that follow. */
async function sizeOf(reader: Reader): Promise<number> {
  for (;;) {
    const line = await reader.line();
    if (line === '') continue;
    const bytes = /^\$(\d+)$/.exec(line)?.[1];
    if (bytes === undefined) throw refusal(line);
    return Number(bytes);
  }
}

function refusal(answer: string): RedisDumpError {
  return new RedisDumpError(
    `Redis does not send its data (${answer}). Let the user of REDIS_URL run SYNC and REPLCONF (ACL: +sync +replconf). A hosted Redis may not offer this: use the back-ups of its host there.`,
  );
}

function readerOf(socket: Socket) {
  const chunks = socket[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  async function more(): Promise<Buffer> {
    const { value, done } = await chunks.next();
    if (done) throw new RedisDumpError('Redis has ended the connection before its data were complete');
    return value as Buffer;
  }

  return {
    /** Reads a line without its end. */
    async line(): Promise<string> {
      for (;;) {
        const end = rest.indexOf('\n');
        if (end >= 0) {
          const line = rest.toString('latin1', 0, end).replace(/\r$/, '');
          rest = rest.subarray(end + 1);
          return line;
        }
        if (rest.length > MAX_LINE_BYTES) throw new RedisDumpError('Redis sent no line');
        rest = Buffer.concat([rest, await more()]);
      }
    },

    /** Yields this number of bytes. */
    async *take(bytes: number): AsyncGenerator<Buffer> {
      for (let left = bytes; left > 0; ) {
        if (rest.length === 0) rest = await more();
        const chunk = rest.subarray(0, left);
        rest = rest.subarray(chunk.length);
        left -= chunk.length;
        yield chunk;
      }
    },
  };
}
