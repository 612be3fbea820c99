import type { Consumer, ConsumerProgress } from '../../domain/consumer.ts';
import type { ApiKey, Endpoint, Pool, Provider, Site, VirtualNumber } from '../../domain/model.ts';
import type { Erasure } from '../../domain/privacy.ts';
import type { Reattribution } from '../../domain/reattribution.ts';
import type { Store } from '../port.ts';
import { mongoAnnotations } from './annotations.ts';
import { mongoAttributions } from './attributions.ts';
import { mongoAudit } from './audit.ts';
import { mongoCalls } from './calls.ts';
import { Connection } from './connection.ts';
import { mongoDeliveries } from './deliveries.ts';
import { mongoFits } from './fits.ts';
import { mongoHistory } from './history.ts';
import { mongoPersonal } from './personal.ts';
import { mongoRecords } from './records.ts';
import { mongoReports } from './reports.ts';
import { mongoVersioned, type Stored } from './versioned.ts';

export async function openMongo(url: string): Promise<Store> {
  const connection = new Connection(url);
  const store: Store = {
    providers: mongoRecords<Provider>(connection, 'providers'),
    pools: mongoRecords<Pool>(connection, 'pools'),
    numbers: mongoRecords<VirtualNumber>(connection, 'numbers', 'carrier', 'number'),
    sites: mongoRecords<Site>(connection, 'sites'),
    endpoints: mongoRecords<Endpoint>(connection, 'endpoints'),
    keys: mongoRecords<ApiKey>(connection, 'keys', 'digest'),
    history: mongoHistory(connection),
    calls: mongoCalls(connection),
    annotations: mongoAnnotations(connection),
    attributions: mongoAttributions(connection),
    fits: mongoFits(connection),
    reattributions: mongoRecords<Reattribution>(connection, 'reattributions'),
    consumers: mongoRecords<Consumer>(connection, 'consumers'),
    progress: mongoVersioned(connection, connection.collection<Stored<ConsumerProgress>>('progress', [])),
    deliveries: mongoDeliveries(connection),
    reports: mongoReports(connection),
    personal: mongoPersonal(connection),
    erasures: mongoRecords<Erasure>(connection, 'erasures'),
    audit: mongoAudit(connection),
    ping: () => connection.ping(),
    close: () => connection.close(),
  };
  try {
    await connection.open();
  } catch (error) {
    await connection.close();
    throw error;
  }
  return store;
}
