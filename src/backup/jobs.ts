/** The jobs of back-ups. A worker parses each job's data with the schema here when it takes the job. */
import { z } from 'zod';

export const BACKUPS_QUEUE = 'backups';

export const backupJobSchema = z.object({
  v: z.literal(1),
  task: z.literal('make'),
  requestId: z.string().optional(),
});
export type BackupJob = z.infer<typeof backupJobSchema>;
