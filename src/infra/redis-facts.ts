import type { Redis } from 'ioredis';

/** The facts of a Redis by which an operator judges it. */
export type RedisFacts = {
  version: string;
  /** Whether the data is on the disk: by the append-only file, or by snapshots. */
  persistence: 'append-only file' | 'snapshots' | 'none';
  /** Why the last write to the disk failed; null: it succeeded. */
  persistenceFault: string | null;
  /** `maxmemory-policy`. Any other than `noeviction` lets Redis drop jobs and links. */
  evictionPolicy: string;
  usedBytes: number;
  /** 0: no limit. */
  maxBytes: number;
};

/** Reads the facts, in a cluster those of one of its nodes. Rejects while Redis is away. */
export async function readRedisFacts(redis: Pick<Redis, 'info' | 'config'>): Promise<RedisFacts> {
  const info = infoFrom(await redis.info());
  const isAppended = info.get('aof_enabled') === '1';
  return {
    version: info.get('redis_version') ?? '',
    persistence: isAppended ? 'append-only file' : (await savesSnapshots(redis)) ? 'snapshots' : 'none',
    persistenceFault: faultOf(info, isAppended),
    evictionPolicy: info.get('maxmemory_policy') ?? '',
    usedBytes: Number(info.get('used_memory') ?? 0),
    maxBytes: Number(info.get('maxmemory') ?? 0),
  };
}

function infoFrom(text: string): Map<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

function faultOf(info: ReadonlyMap<string, string>, isAppended: boolean): string | null {
  if (isAppended && info.get('aof_last_write_status') === 'err')
    return 'the append-only file cannot be written';
  return info.get('rdb_last_bgsave_status') === 'err' ? 'the last snapshot could not be written' : null;
}

/** Managed services refuse CONFIG, and persist by means of their own. */
async function savesSnapshots(redis: Pick<Redis, 'config'>): Promise<boolean> {
  const reply = (await redis.config('GET', 'save').catch(() => null)) as string[] | null;
  return reply === null || Boolean(reply[1]);
}
