import { z } from 'zod';
import { Problem } from '../domain/problem.ts';
import { type Route, route } from '../kernel/route.ts';
import type { Attempt, BackupPlan } from './backups.ts';
import type { StoredBackup } from './folder.ts';

const moment = z.iso.datetime();

const backupsSchema = z
  .object({
    folder: z.string().nullable().meta({
      description: 'The folder of the worker, by `BACKUP_TO`; null: no back-ups are made by schedule',
    }),
    everyHours: z.number().int().nullable(),
    keep: z.number().int().nullable().meta({ description: 'The newest back-ups that stay' }),
    isRunning: z.boolean().meta({ description: 'A worker makes a back-up, or will at once' }),
    last: z
      .object({
        startedAt: moment,
        endedAt: moment,
        failure: z.string().nullable().meta({ description: 'The fault and its remedy; null: it succeeded' }),
      })
      .nullable()
      .meta({ description: 'The last attempt' }),
    data: z.array(
      z
        .object({ name: z.string(), at: moment, bytes: z.number().int() })
        .meta({ id: 'Backup', description: 'A back-up of the folder, after the last attempt' }),
    ),
  })
  .meta({ id: 'Backups' });

export type BackupRoutes = {
  plan: BackupPlan | null;
  read: () => Promise<{ last: Attempt | null; saved: StoredBackup[] }>;
  isRunning: () => Promise<boolean>;
  /** Lets a worker make a back-up. */
  begin: (requestId: string) => Promise<void>;
  requireRedis: () => void;
};

/** Returns the routes that show back-ups and make one. */
export function backupRoutes({ plan, read, isRunning, begin, requireRedis }: BackupRoutes): Route[] {
  const common = { path: '/v1/backups', tag: 'Operating', isOfInstallation: true } as const;

  async function shown() {
    const { last, saved } = await read();
    const { folder = null, everyHours = null, keep = null } = plan ?? {};
    return { folder, everyHours, keep, isRunning: await isRunning(), last, data: saved };
  }

  return [
    route({
      ...common,
      method: 'get',
      scope: 'system:read',
      summary: 'List the back-ups that were made by schedule or on request, with the last attempt',
      answers: { 200: { description: 'The back-ups', schema: backupsSchema } },
      async handle() {
        requireRedis();
        return { status: 200, body: await shown() };
      },
    }),
    route({
      ...common,
      method: 'post',
      scope: 'system:write',
      summary: 'Make a back-up now, in the folder of `BACKUP_TO`. A worker makes it.',
      answers: { 202: { description: 'The back-ups before it', schema: backupsSchema } },
      async handle(_input, { requestId }) {
        requireRedis();
        if (!plan)
          throw new Problem('invalid_request', 'BACKUP_TO is not set. Set it to a folder, and start again.');
        await begin(requestId);
        return { status: 202, body: await shown() };
      },
    }),
  ];
}
