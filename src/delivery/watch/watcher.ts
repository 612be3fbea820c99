import { isStateAbout } from '../../domain/alert-kinds.ts';
import type { StateAbout } from '../../domain/alert-notice.ts';
import type { Consumer } from '../../domain/consumer.ts';
import { every } from '../../infra/every.ts';
import type { Store } from '../../store/port.ts';
import { aboutOf } from '../about.ts';
import type { Watch } from './finding.ts';
import { Reporter, type ReporterStore } from './reporter.ts';

export type WatcherOptions = {
  store: ReporterStore & Pick<Store, 'consumers'>;
  watches: { readonly [A in StateAbout]: Watch };
  now: () => Date;
};

/** Looks at the subjects of all alerts that are about these states. Rejects with the first failure, after all had their turn. */
export type Watcher = (states: readonly StateAbout[]) => Promise<void>;

/** Returns a function that looks for states that alerts are about, and stores deliveries of those that have changed. */
export function createWatcher({ store, watches, now }: WatcherOptions): Watcher {
  const reporter = new Reporter(store);

  async function watch(alert: Consumer, about: StateAbout): Promise<void> {
    if (alert.paused || (await store.progress.get(alert.id))?.disabled !== null) return;
    const time = now();
    const known = (subject: string) => reporter.known(alert, subject);
    for await (const found of watches[about](alert, known, time))
      await reporter.report(alert, about, found, time);
  }

  return async (states) => {
    const failures: unknown[] = [];
    for await (const alert of every(store.consumers)) {
      const about = aboutOf(alert);
      if (isStateAbout(about) && states.includes(about))
        await watch(alert, about).catch((error) => void failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
}
