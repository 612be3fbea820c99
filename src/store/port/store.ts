import type { Consumer } from '../../domain/consumer.ts';
import type { Cost } from '../../domain/cost.ts';
import type { Credentials } from '../../domain/credentials.ts';
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
import type { Erasure } from '../../domain/privacy.ts';
import type { Reattribution } from '../../domain/reattribution.ts';
import type { Annotations } from './annotations.ts';
import type { Attributions } from './attributions.ts';
import type { Audit } from './audit.ts';
import type { CallResults } from './call-results.ts';
import type { Calls } from './calls.ts';
import type { Copies } from './copies.ts';
import type { Deliveries, ProgressRecords } from './deliveries.ts';
import type { Episodes } from './episodes.ts';
import type { Fits } from './fits.ts';
import type { LinkHistory } from './history.ts';
import type { Installation } from './installation.ts';
import type { NumberOrders } from './number-orders.ts';
import type { Records } from './records.ts';
import type { ReportSlots } from './reports.ts';
import type { Versioned } from './versioned.ts';
import type { VisitSlots } from './visits.ts';

export interface Store {
  readonly installation: Installation;
  readonly providers: Records<Provider>;
  readonly pools: Records<Pool>;
  /** A pair of carrier and number is unique. */
  readonly numbers: Records<VirtualNumber>;
  readonly sites: Records<Site>;
  readonly endpoints: Records<Endpoint>;
  /** A digest is unique. */
  readonly keys: Records<ApiKey>;
  readonly people: Records<Person>;
  /** A digest is unique. */
  readonly shares: Records<Share>;
  readonly blocks: Records<Block>;
  /** The id is that of the person. */
  readonly credentials: Versioned<Credentials>;
  readonly history: LinkHistory;
  readonly visits: VisitSlots;
  readonly calls: Calls;
  readonly callResults: CallResults;
  readonly annotations: Annotations;
  readonly attributions: Attributions;
  readonly fits: Fits;
  readonly reattributions: Records<Reattribution>;
  readonly costs: Records<Cost>;
  readonly numberOrders: NumberOrders;
  readonly consumers: Records<Consumer>;
  readonly progress: ProgressRecords;
  readonly deliveries: Deliveries;
  readonly episodes: Episodes;
  readonly reports: ReportSlots;
  readonly erasures: Records<Erasure>;
  readonly audit: Audit;
  readonly copies: Copies;
  /** Resolves once the database has answered. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
