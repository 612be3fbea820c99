/** What every adapter of the store's port must do. */
import { afterEach, beforeEach, describe } from 'vitest';
import type { Store } from '../../../src/store/port.ts';
import { annotationsContract } from './annotations.ts';
import { attributionsContract } from './attributions.ts';
import { auditContract } from './audit.ts';
import type { Bench, Engine, TestDatabase } from './bench.ts';
import { callFacetsContract } from './call-facets.ts';
import { callResultsContract } from './call-results.ts';
import { callsContract } from './calls.ts';
import { credentialsContract } from './credentials.ts';
import { deliveriesContract } from './deliveries.ts';
import { episodesContract } from './episodes.ts';
import { erasureContract } from './erasure.ts';
import { expiryContract } from './expiry.ts';
import { fitsContract } from './fits.ts';
import { historyContract } from './history.ts';
import { installationContract } from './installation.ts';
import { lifeContract } from './life.ts';
import { numberOrdersContract } from './number-orders.ts';
import { recordsContract } from './records.ts';
import { reportsContract } from './reports.ts';
import { transferContract } from './transfer.ts';
import { visitsContract } from './visits.ts';

export function storeContract(engine: Engine): void {
  describe(engine.name, () => {
    let database: TestDatabase;
    let opened: Store[] = [];

    async function openAnother(): Promise<Store> {
      const store = await database.open();
      opened.push(store);
      return store;
    }

    const bench: Bench = {
      get store() {
        const [first] = opened;
        if (!first) throw new Error('The store is opened before each test');
        return first;
      },
      openAnother,
      openTransfer: () => database.openTransfer(),
      markNewer: () => database.markNewer(),
    };

    beforeEach(async () => {
      database = await engine.create();
      await openAnother();
    });

    afterEach(async () => {
      await Promise.all(opened.map((store) => store.close()));
      opened = [];
      await database.destroy();
    });

    recordsContract(bench);
    credentialsContract(bench);
    historyContract(bench);
    visitsContract(bench);
    callsContract(bench);
    callFacetsContract(bench);
    callResultsContract(bench);
    annotationsContract(bench);
    attributionsContract(bench);
    fitsContract(bench);
    deliveriesContract(bench);
    episodesContract(bench);
    numberOrdersContract(bench);
    reportsContract(bench);
    erasureContract(bench);
    expiryContract(bench);
    auditContract(bench);
    installationContract(bench);
    transferContract(bench, engine);
    lifeContract(bench, engine);
  });
}
