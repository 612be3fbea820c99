import type { Queue } from 'bullmq';
import type { CallClaims, Links } from '../allocation/engine/ports.ts';
import { createEraser } from '../privacy/eraser.ts';
import type { RecordsJob } from '../privacy/jobs.ts';
import { repeatErasure } from '../privacy/repeat-erasure.ts';
import type { Directory } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import type { CallerMemory } from '../voice/caller-memory.ts';
import type { CallerNames } from '../voice/caller-names.ts';
import type { CallEventsJob } from '../voice/jobs.ts';
import { eraseQueuedEvents } from '../voice/queued-events.ts';

export type ErasingParts = {
  store: Store;
  directory: Directory;
  engine: Pick<Links & CallClaims, 'forgetCall' | 'forgetSession'>;
  drain: (provider: string) => Promise<unknown>;
  names: CallerNames;
  callers: CallerMemory;
  callEvents: Queue<CallEventsJob>;
  records: Queue<RecordsJob>;
  now: () => Date;
};

/** Puts the eraser together from all the places where something is kept of people. */
export function openEraser({
  store,
  directory,
  engine,
  drain,
  names,
  callers,
  callEvents,
  records,
  now,
}: ErasingParts) {
  return createEraser({
    store,
    directory,
    drain,
    now,
    namesOf: names.allNames,
    repeat: (id, job) => repeatErasure(records, id, job),
    live: {
      forgetCaller: callers.forget,
      forgetCall: async ({ provider, carrier, carrierCallId }) =>
        provider ? engine.forgetCall(provider, carrier, carrierCallId) : 0,
      forgetSession: async ({ site, session }) => {
        const found = directory.get('sites', site);
        if (!found) return 0;
        const endpoints = directory.endpointsOf(site).map(({ id }) => id);
        return engine.forgetSession(found.provider, found.pool, { session, site, endpoints });
      },
      eraseJobs: (names) => eraseQueuedEvents(callEvents, names),
    },
  });
}
