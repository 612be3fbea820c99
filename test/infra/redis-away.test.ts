import { ReplyError } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectForRequests, connectForWork, waitForRedis } from '../../src/infra/redis.ts';
import { isRedisAway, RedisAway } from '../../src/infra/redis-away.ts';
import { checkedLog } from '../support/log-lines.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

const log = checkedLog();
let server: TestRedis;
beforeEach(async () => {
  server = await startTestRedis();
});
afterEach(() => server.remove());

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

async function connected(connect: typeof connectForRequests) {
  const redis = connect({ url: server.url }, log, 0);
  await waitForRedis(redis, 240_000);
  return redis;
}

describe('isRedisAway', () => {
  it('is true while the process is dead, and commands work again after its start', async () => {
    const redis = await connected(connectForRequests);
    await server.kill();
    const errors = [await failure(redis.get('a')), await failure(redis.get('a'))];
    expect(errors.map(isRedisAway)).toEqual([true, true]);
    expect(errors[1]).toBeInstanceOf(RedisAway);
    await server.start();
    await waitForRedis(redis, 240_000);
    await expect(redis.set('a', 1)).resolves.toBe('OK');
    redis.disconnect();
  });

  it('commands reject with RedisAway while the process is frozen', async () => {
    const redis = await connected(connectForRequests);
    server.freeze();
    const error = await failure(redis.get('a'));
    server.thaw();
    expect(error).toBeInstanceOf(RedisAway);
    redis.disconnect();
  });

  it('a command that waits on a closed connection rejects with RedisAway', async () => {
    const redis = await connected(connectForWork);
    server.freeze();
    const waiting = failure(redis.get('a'));
    redis.disconnect();
    expect(await waiting).toBeInstanceOf(RedisAway);
    server.thaw();
  });

  it('is false when the server itself refuses a command', async () => {
    const redis = await connected(connectForRequests);
    await redis.set('text', 'a');
    const error = await failure(redis.hget('text', 'field'));
    expect(error).toBeInstanceOf(ReplyError);
    expect(isRedisAway(error)).toBe(false);
    const inPipeline = await redis.pipeline().hget('text', 'field').exec();
    expect(inPipeline?.[0]?.[0]).toBeInstanceOf(ReplyError);
    redis.disconnect();
  });

  it.each([
    ['OOM', ['config', 'set', 'maxmemory', '1']],
    ['READONLY', ['replicaof', '127.0.0.1', '1']],
    ['NOREPLICAS', ['config', 'set', 'min-replicas-to-write', '1']],
  ])(
    'is true while the server refuses writes with %s, of a command and of a script',
    async (word, [name = '', ...args]) => {
      const redis = await connected(connectForRequests);
      await redis.call(name, ...args);
      const errors = [
        await failure(redis.set('a', 1)),
        await failure(redis.eval("return redis.call('SET', KEYS[1], 1)", 1, 'a')),
      ];
      expect(errors.map(isRedisAway), String(errors)).toEqual([true, true]);
      expect(String(errors[0])).toContain(word);
      redis.disconnect();
    },
  );

  it('is true for the replies of a server that refuses every command, and for no other error', () => {
    const replies = [
      'LOADING Redis is loading the dataset in memory',
      'CLUSTERDOWN Hash slot not served',
      'MISCONF Errors writing to the AOF file: No space left on device',
      'ERR Error running script (call to f_0): @user_script:1: -OOM command not allowed',
    ];
    expect(replies.map((text) => isRedisAway(new ReplyError(text)))).toEqual(replies.map(() => true));
    expect(isRedisAway(new ReplyError('ERR value is OOM'))).toBe(false);
    expect(isRedisAway(new ReplyError('ERR unknown command LOADING'))).toBe(false);
    expect(isRedisAway(new Error('Connection is closed.'))).toBe(false);
  });
});
