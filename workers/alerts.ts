import { ALERTS, type AlertsJob, alertsJobSchema } from '../src/delivery/jobs.ts';
import type { Watcher } from '../src/delivery/watch/watcher.ts';
import type { StateAbout } from '../src/domain/alert-notice.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

const STATES: { readonly [T in AlertsJob['task']]: readonly StateAbout[] } = {
  states: ['pool_low', 'consumer_failing'],
  silence: ['silence'],
  numbers: ['numbers_elsewhere'],
};

/** Looks for states that alerts are about. */
export function alertsWorker(open: OpenWorker, watch: Watcher) {
  return open({ name: ALERTS, schema: alertsJobSchema }, ({ task }) => watch(STATES[task]), 1);
}
