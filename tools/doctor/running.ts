import { allRecords } from '../cli/all-records.ts';
import { type Ask, connect } from '../cli/connection.ts';
import { CommandError, Unreachable } from '../cli/errors.ts';
import type { Profile } from '../cli/profile.ts';
import type {
  ApiKey,
  Consumer,
  Endpoint,
  Provider,
  SiteWithEndpoints,
  VirtualNumber,
} from '../client/operations.ts';
import { carrierFindings } from './carriers.ts';
import { consumerFindings } from './consumers.ts';
import { type Finding, reportOf } from './finding.ts';
import { backupFinding, keyFindings } from './keys.ts';
import { pageFindings } from './pages.ts';
import { publicUrlFindings } from './public-url.ts';
import { setupFindings } from './setup.ts';
import { systemFindings } from './system.ts';

/** Returns the findings on a running installation. Rejects with `Unreachable` when its gateway does not answer. */
export async function runningFindings(gateway: Profile): Promise<Finding[]> {
  const ask = connect(gateway);
  const now = Date.now();
  const [state, { data: settings }] = await Promise.all([
    ask('GET /v1/system', {}),
    ask('GET /v1/system/settings', {}),
  ]);
  const records = recordsBy(ask);
  const checks: [name: string, find: () => Promise<Finding[]>][] = [
    ['public url', () => publicUrlFindings(ask, settings)],
    ['backups', async () => [backupFinding(await ask('GET /v1/backups', {}), now)]],
    ['set-up', async () => setupFindings(await records.ofSetUp())],
    [
      'carriers',
      async () => carrierFindings(await ask('GET /v1/reports/drift', {}), await records.numbers(), settings),
    ],
    ['pages', async () => pageFindings(ask, await records.sites())],
    ['consumers', async () => consumerFindings(ask, await records.consumers(), settings)],
    ['keys', async () => keyFindings(await records.keys(), gateway, now)],
  ];
  const findings = await Promise.all(checks.map(([name, find]) => find().catch(unchecked(name))));
  return [...systemFindings(state, now), ...findings.flat()];
}

/** Returns the readers of records. Each kind is read once. */
function recordsBy(ask: Ask) {
  const read = <T>(kind: string) => {
    let records: Promise<T[]> | undefined;
    return () => {
      records ??= allRecords(ask, kind) as Promise<T[]>;
      return records;
    };
  };
  const [sites, numbers] = [read<SiteWithEndpoints>('sites'), read<VirtualNumber>('numbers')];
  const [providers, endpoints] = [read<Provider>('providers'), read<Endpoint>('endpoints')];
  return {
    ...{ sites, numbers, consumers: read<Consumer>('consumers'), keys: read<ApiKey>('keys') },
    ofSetUp: async () => ({
      ...{ providers: await providers(), sites: await sites() },
      ...{ endpoints: await endpoints(), numbers: await numbers() },
    }),
  };
}

/** Returns the finding on a check that the key may not make, or that the gateway refuses. */
function unchecked(check: string): (error: unknown) => Finding[] {
  return (error) => {
    if (error instanceof Unreachable || !(error instanceof CommandError)) throw error;
    return [reportOf(check).warning('unchecked', `This was not checked: ${error.message}`)];
  };
}
