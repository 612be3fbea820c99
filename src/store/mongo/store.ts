import type mongoose from 'mongoose';
import type { Consumer, ConsumerProgress } from '../../domain/consumer.ts';
import { type Cost, costSchema } from '../../domain/cost.ts';
import { type Credentials, credentialsSchema } from '../../domain/credentials.ts';
import type {
  ApiKey,
  Block,
  Endpoint,
  Person,
  Pool,
  Provider,
  Share,
  Site,
  VirtualNumber,
} from '../../domain/model.ts';
import { RECORDS } from '../../domain/model.ts';
import { type Erasure, erasureSchema } from '../../domain/privacy.ts';
import { type Reattribution, reattributionSchema } from '../../domain/reattribution.ts';
import type { Store } from '../port.ts';
import { mongoAnnotations } from './annotations.ts';
import { mongoAttributions } from './attributions.ts';
import { mongoAudit } from './audit.ts';
import { addMissingFacets, facetsUpdater } from './call-facets.ts';
import { mongoCallResults } from './call-results.ts';
import { callModel, mongoCalls } from './calls.ts';
import { Connection } from './connection.ts';
import { mongoCopies } from './copies.ts';
import { mongoDeliveries } from './deliveries.ts';
import type { Stored } from './documents.ts';
import { mongoEpisodes } from './episodes.ts';
import { mongoFits } from './fits.ts';
import { mongoHistory } from './history/history.ts';
import { historyModels } from './history/models.ts';
import { mongoInstallation } from './installation.ts';
import { refuseUnfinished } from './mark.ts';
import { document, flag, type Members, membersOf, number, required, text } from './members.ts';
import { mongoNumberOrders } from './number-orders.ts';
import { mongoRecords } from './records.ts';
import { mongoReports } from './reports.ts';
import { mongoVersioned } from './versioned.ts';
import { mongoVisits } from './visits.ts';

const CONSUMER: Members<Stored<Consumer>> = {
  _id: required(text),
  provider: required(text),
  name: required(text),
  slug: text,
  kind: required(text),
  paused: required(flag),
  inOrder: required(flag),
  rule: required(document),
  settings: required(document),
  credentials: required(document),
  createdAt: required(text),
};

const PROGRESS: Members<Stored<ConsumerProgress>> = {
  _id: required(text),
  cursor: text,
  planned: required(number),
  disabled: document,
  slowed: document,
  version: required(number),
};

/** Opens the database that the url names. Rejects with `UnfinishedStore` for the target of a transfer that has not ended. */
export async function openMongo(url: string): Promise<Store> {
  return (await openConnection(url, refuseUnfinished)).store;
}

/**
 * Opens a connection with all models.
 * @param check rejects for a database that must stay as it is
 */
export async function openConnection(
  url: string,
  check: (db: mongoose.mongo.Db) => Promise<void>,
): Promise<{ connection: Connection; store: Store }> {
  const connection = new Connection(url);
  const { providers, pools, numbers, sites, endpoints, keys, people, shares, blocks } = RECORDS;
  const calls = callModel(connection);
  const history = historyModels(connection);
  const updateFacets = facetsUpdater(calls, {
    attributionOf: (call) => store.attributions.ofCall(call),
    annotationOf: async (call) => (await store.annotations.of([call])).get(call),
  });
  const store: Store = {
    installation: mongoInstallation(connection),
    providers: mongoRecords(connection, 'providers', membersOf<Provider>(providers.stored)),
    pools: mongoRecords(connection, 'pools', membersOf<Pool>(pools.stored)),
    numbers: mongoRecords(
      connection,
      'numbers',
      membersOf<VirtualNumber>(numbers.stored),
      'carrier',
      'number',
    ),
    sites: mongoRecords(connection, 'sites', membersOf<Site>(sites.stored)),
    endpoints: mongoRecords(connection, 'endpoints', membersOf<Endpoint>(endpoints.stored)),
    keys: mongoRecords(connection, 'keys', membersOf<ApiKey>(keys.stored), 'digest'),
    people: mongoRecords(connection, 'people', membersOf<Person>(people.stored)),
    shares: mongoRecords(connection, 'shares', membersOf<Share>(shares.stored), 'digest'),
    blocks: mongoRecords(connection, 'blocks', membersOf<Block>(blocks.stored)),
    credentials: mongoVersioned<Credentials>(
      connection,
      connection.model('credentials', membersOf<Credentials>(credentialsSchema), []),
    ),
    history: mongoHistory(connection, history),
    visits: mongoVisits(connection, history.visits),
    calls: mongoCalls(connection, calls, updateFacets),
    callResults: mongoCallResults(connection, calls),
    annotations: mongoAnnotations(connection, updateFacets),
    attributions: mongoAttributions(connection, updateFacets),
    fits: mongoFits(connection),
    reattributions: mongoRecords(connection, 'reattributions', membersOf<Reattribution>(reattributionSchema)),
    costs: mongoRecords(connection, 'costs', membersOf<Cost>(costSchema)),
    numberOrders: mongoNumberOrders(connection),
    consumers: mongoRecords<Consumer>(connection, 'consumers', CONSUMER),
    progress: mongoVersioned<ConsumerProgress>(connection, connection.model('progress', PROGRESS, [])),
    deliveries: mongoDeliveries(connection),
    episodes: mongoEpisodes(connection),
    reports: mongoReports(connection, calls),
    erasures: mongoRecords(connection, 'erasures', membersOf<Erasure>(erasureSchema)),
    audit: mongoAudit(connection),
    copies: mongoCopies(connection),
    ping: () => connection.ping(),
    close: () => connection.close(),
  };
  try {
    await connection.connect();
    await connection.run(() => check(connection.database()));
    await connection.prepare();
    await connection.run(() => addMissingFacets(calls, updateFacets));
  } catch (error) {
    await connection.close();
    throw error;
  }
  return { connection, store };
}
