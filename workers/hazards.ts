import { HAZARDS, hazardsJobSchema } from '../src/attribution/jobs.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

/** Fits hazards to each provider's calls. */
export function hazardsWorker(open: OpenWorker, fitAll: () => Promise<unknown>) {
  return open({ name: HAZARDS, schema: hazardsJobSchema }, () => fitAll(), 1);
}
