import { resolve } from 'node:path';
import { z } from 'zod';
import { isRedisUrl, redisAddress } from './formats.ts';
import { docs } from './variable-docs.ts';

const file = () =>
  z
    .string()
    .transform((path) => resolve(path))
    .nullable()
    .default(null);

/** Where Redis is, and how a connection by TLS is made. */
export const redisVariables = {
  REDIS_URL: z
    .string()
    .refine(isRedisUrl)
    .transform(redisAddress)
    .nullable()
    .default(null)
    .register(docs, {
      description:
        'The Redis (6.2 or newer) for live links and jobs. redis+cluster:// names nodes of a Redis Cluster, and ' +
        'redis+sentinel:// names sentinels and the group of their master; rediss:// and rediss+… connect by TLS. When it is ' +
        'unset, this process starts and stops a private redis-server with its data in DATA_DIR. That needs ROLE=all, ' +
        'because gateway and worker must share one Redis.',
      default: 'a private redis-server',
      example: 'rediss://user:password@redis.example.com:6379/0',
      expected:
        'a URL that begins with redis://, rediss:// or unix:///, redis+cluster://host:port,host:port or ' +
        'redis+sentinel://host:port,host:port/group',
      secret: true,
    }),
  REDIS_CA_FILE: file().register(docs, {
    description:
      'A file in PEM with the certificates of the authorities that sign the certificates of Redis and its sentinels.',
    default: 'the authorities that Node.js knows',
    example: '/etc/ringtrail/redis-ca.pem',
    expected: 'a path, absolute or relative to the current folder',
  }),
  REDIS_CERT_FILE: file().register(docs, {
    description: "A file in PEM with Ringtrail's own certificate for Redis.",
    default: 'none',
    example: '/etc/ringtrail/redis.crt',
    expected: 'a path, absolute or relative to the current folder',
  }),
  REDIS_KEY_FILE: file().register(docs, {
    description: 'A file in PEM with the private key of REDIS_CERT_FILE, without a passphrase.',
    default: 'none',
    example: '/etc/ringtrail/redis.key',
    expected: 'a path, absolute or relative to the current folder',
  }),
};
