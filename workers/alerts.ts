import { ALERTS, type AlertsJob, alertsJobSchema } from '../src/delivery/jobs.ts';
import type { Watcher } from '../src/delivery/watch/watcher.ts';
import type { StateAbout } from '../src/domain/alert-notice.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

const STATES: { readonly [T in Exclude<AlertsJob['task'], 'reports'>]: readonly StateAbout[] } = {
  states: ['pool_low', 'consumer_failing'],
  silence: ['silence'],
  numbers: ['numbers_elsewhere'],
};

/** Looks for states that alerts are about, and for reports by mail that are due. */
export function alertsWorker(open: OpenWorker, watch: Watcher, planReports: () => Promise<void>) {
  return open(
    { name: ALERTS, schema: alertsJobSchema },
    ({ task }) => (task === 'reports' ? planReports() : watch(STATES[task])),
    1,
  );
}
