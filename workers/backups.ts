import { BACKUPS_QUEUE, backupJobSchema } from '../src/backup/jobs.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

/** Makes back-ups. One process at a time makes one. */
export function backupsWorker(open: OpenWorker, make: () => Promise<unknown>) {
  return open({ name: BACKUPS_QUEUE, schema: backupJobSchema }, () => make(), 1);
}
