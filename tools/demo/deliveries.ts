import { createDeliverer } from '../../src/delivery/deliverer.ts';
import { createFanOut } from '../../src/delivery/fan-out.ts';
import type { DeliveryJob } from '../../src/delivery/jobs.ts';
import { createReconsider } from '../../src/delivery/reconsider.ts';
import { NO_REPORTS } from '../../src/delivery/report-mails/report-for.ts';
import { createTokens } from '../../src/delivery/tokens.ts';
import type { Consumer } from '../../src/domain/consumer.ts';
import type { Send } from '../../src/infra/outgoing.ts';
import type { Store } from '../../src/store/port.ts';
import { answeringForDemo } from './consumers.ts';
import type { World } from './world.ts';

const LEASE_MS = 60_000;

const neverSend: Send = async ({ url }) => ({ type: 'refused', detail: `${url} is not of the demo.`, ms: 0 });

/** Returns the services that deliver to the demo's consumers by the world's clock, and look at deliveries again. */
export function deliveriesIn(
  { store, now, log, random }: Pick<World, 'store' | 'now' | 'log' | 'random'>,
  consumers: readonly Consumer[],
) {
  const own = withConsumers(store, consumers);
  const reconsider = createReconsider(own, now);
  const jobs: DeliveryJob[] = [];
  const fanOut = createFanOut({ store: own, queue: async (more) => jobs.push(...more), reconsider, now });
  const send = answeringForDemo(neverSend, random.uniform);
  const deliverer = createDeliverer({
    ...{ store: own, send, reconsider, log, now },
    tokens: createTokens(send, async () => undefined, now),
    queueDue: async () => undefined,
    zoneOf: () => 'UTC',
    reportFor: NO_REPORTS,
    leaseMs: LEASE_MS,
  });
  return {
    reconsider,
    async deliver(): Promise<void> {
      await fanOut.fanOut();
      for (const job of jobs.splice(0)) await deliverer.deliver(job);
    },
  };
}

/** Returns the store with these consumers alone, as if they were not paused: the workers of the installation leave them alone. */
function withConsumers(store: Store, consumers: readonly Consumer[]): Store {
  const active = consumers.map((one) => ({ ...one, paused: false }));
  return {
    ...store,
    consumers: {
      ...store.consumers,
      get: async (id) => active.find((one) => one.id === id) ?? null,
      list: async (page) => (page.after === undefined ? active : []),
    },
    deliveries: {
      ...store.deliveries,
      // A worker would take over an attempt that began by the clock of the demo.
      async change(former, fields) {
        if (fields.state !== 'sending') return store.deliveries.change(former, fields);
        const begun = { ...fields, begunAt: new Date().toISOString() };
        const changed = await store.deliveries.change(former, begun);
        return changed && { ...changed, begunAt: fields.begunAt ?? changed.begunAt };
      },
    },
  };
}
