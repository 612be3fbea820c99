import { z } from 'zod';
import { type Route, route } from '../../kernel/route.ts';

const count = z.number().int();

export const queueStateSchema = z
  .object({
    name: z.string(),
    waiting: count.meta({ description: 'Jobs that wait for a worker' }),
    active: count.meta({ description: 'Jobs under way' }),
    delayed: count.meta({ description: 'Jobs that are due later: schedules, and retries after a failure' }),
    failed: count.meta({ description: 'Dead letters: jobs that are not retried' }),
    workers: count.meta({ description: 'Workers that take jobs of the queue' }),
  })
  .meta({ id: 'QueueState' });
export type QueueState = z.infer<typeof queueStateSchema>;

const redisFactsSchema = z
  .object({
    version: z.string(),
    persistence: z.enum(['append-only file', 'snapshots', 'none']),
    persistenceFault: z
      .string()
      .nullable()
      .meta({ description: 'Why the last write to the disk failed; null: it succeeded' }),
    evictionPolicy: z.string().meta({ description: 'The `maxmemory-policy`; it must be `noeviction`' }),
    usedBytes: count,
    maxBytes: count.meta({ description: '0: no limit' }),
  })
  .meta({ id: 'RedisFacts' });

const systemSchema = z
  .object({
    at: z.iso.datetime(),
    version: z.string(),
    node: z.string().meta({ description: 'The version of Node.js' }),
    role: z.enum(['gateway', 'worker', 'all']),
    startedAt: z.iso.datetime().meta({ description: 'The start of the gateway that answers' }),
    publicUrl: z.string().nullable().meta({ description: '`PUBLIC_URL`; null: it is not set' }),
    store: z.enum(['sqlite', 'mongodb']),
    sqlite: z.string().meta({ description: 'The version of the SQLite in the program' }),
    freeBytes: count.meta({ description: 'Free space on the disk of the gateway’s `DATA_DIR`' }),
    redis: redisFactsSchema.nullable().meta({ description: 'null: Redis does not answer' }),
    ready: z.boolean(),
    checks: z
      .record(z.string(), z.string())
      .meta({ description: 'The checks of `/readyz`. Each is `ok`, or names the fault.' }),
    gateways: count
      .nullable()
      .meta({ description: 'Gateways of the installation that work; null: Redis does not answer' }),
    queues: z.array(queueStateSchema).nullable().meta({ description: 'null: Redis does not answer' }),
  })
  .meta({ id: 'SystemState' });
export type SystemState = z.infer<typeof systemSchema>;

const settingSchema = z
  .object({
    name: z.string(),
    description: z.string(),
    value: z.string().nullable().meta({ description: 'null: a secret, which is never shown' }),
    source: z.enum(['default', 'environment', 'file']),
  })
  .meta({ id: 'Setting' });
export type ShownSetting = z.infer<typeof settingSchema>;

const common = { method: 'get', tag: 'Operating', scope: 'system:read', isOfInstallation: true } as const;

/** Returns the routes that show the state of the installation, and the settings of the gateway that answers. */
export function systemRoutes(
  readState: () => Promise<SystemState>,
  settings: readonly Readonly<ShownSetting>[],
): Route[] {
  return [
    route({
      ...common,
      path: '/v1/system',
      summary: 'Return the health of the installation: checks, gateways and queues',
      answers: { 200: { description: 'The state', schema: systemSchema } },
      handle: async () => ({ status: 200, body: await readState() }),
    }),
    route({
      ...common,
      path: '/v1/system/settings',
      summary: 'List the settings in force, each with its source. Secrets are not shown.',
      answers: { 200: { description: 'All settings', schema: z.object({ data: z.array(settingSchema) }) } },
      handle: async () => ({ status: 200, body: { data: [...settings] } }),
    }),
  ];
}
