import type { Logger } from 'pino';
import { provisioningWorker } from '../../workers/provisioning.ts';
import { RINGTRAIL } from '../domain/holder.ts';
import type { Carrier } from '../domain/model.ts';
import type { NumberOrder } from '../domain/number-order.ts';
import { Problem } from '../domain/problem.ts';
import type { WorkerGroup } from '../infra/worker-group.ts';
import type { Addresses, Module } from '../kernel/module.ts';
import type { Middleware, Route } from '../kernel/route.ts';
import type { Directory, Registry } from '../registry/port.ts';
import { narrowing, type Store } from '../store/port.ts';
import { accountsFor, type CarrierApis, carrierPath, type VoiceUrls } from '../voice/port.ts';
import { ShopAccounts } from './accounts.ts';
import { createContinueOrders } from './continue-orders.ts';
import { costsOf } from './costs.ts';
import { PROVISIONING, PROVISIONING_EVERY_MS, type ProvisioningJob } from './jobs.ts';
import { Orders } from './orders.ts';
import { previewOrder } from './preview.ts';
import { availableRoutes } from './routes/available.ts';
import { orderRoutes } from './routes/orders.ts';

export type ProvisioningOptions = {
  store: Store;
  directory: Directory;
  registry: Pick<Registry, 'create'>;
  apis: CarrierApis;
  /** The base of the URLs that carriers may call. null: the operator has set none. */
  publicUrl: string | null;
  group: WorkerGroup;
  idempotency: Middleware;
  now: () => Date;
  log: Logger;
};

/** Provisioning: orders of numbers from carriers, and their way into pools. */
export function provisioningModule(options: ProvisioningOptions) {
  const { store, directory, apis, publicUrl, group, idempotency, now, log } = options;
  const accounts = new ShopAccounts(accountsFor(apis));
  const orders = new Orders({
    ...{ store, accounts, now, hasPublicUrl: publicUrl !== null },
    queue: () => group.queue<ProvisioningJob>(PROVISIONING).add('orders', { v: 1, task: 'orders' }),
  });

  return {
    name: 'provisioning',
    routes: (_addresses: Addresses): Route[] => [
      ...availableRoutes(accounts),
      ...orderRoutes({
        ...{ orders, directory, idempotency, narrow: narrowing(store) },
        preview: (request) =>
          previewOrder(
            {
              ...{ accounts, directory },
              costs: (provider, currency) => costsOf({ store, directory }, provider, currency),
            },
            request,
          ),
      }),
    ],
    startWorkers(workers: WorkerGroup): void {
      if (accounts.isEmpty || publicUrl === null) return;
      const continueOrders = createContinueOrders({
        ...{ store, directory, accounts, now, log },
        urlsOf: (carrier) => urlsAt(publicUrl, carrier),
        addToPool: (order, number) => addToPool(options, order, number),
      });
      provisioningWorker(workers.open, continueOrders);
      workers.schedule(PROVISIONING, PROVISIONING_EVERY_MS);
    },
  } satisfies Module;
}

/** Returns the addresses of a carrier's calls, as the comparison with the carriers' accounts expects them. */
function urlsAt(publicUrl: string, carrier: Carrier): VoiceUrls {
  const base = publicUrl + carrierPath(carrier);
  return { voice: `${base}/voice`, fallback: `${base}/fallback`, status: `${base}/status` };
}

/** Adds the number to the order's pool. One that an earlier attempt has added stays. Resolves with its id. */
async function addToPool(
  { registry, directory }: Pick<ProvisioningOptions, 'registry' | 'directory'>,
  { pool, carrier }: NumberOrder,
  number: string,
): Promise<string> {
  const request = { pool, carrier, numbers: [number], partial: true, pinned: null };
  const { data, skipped } = await registry.create(RINGTRAIL, 'numbers', request);
  const id = data[0]?.id ?? directory.dialable(carrier, number)?.number?.id;
  if (id !== undefined) return id;
  throw new Problem('invalid_request', `${number} ${skipped[0]?.detail}`);
}
