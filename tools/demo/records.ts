/** The records of the demo beside its first site: a second site with its pool, a number in print, and two consumers. */
import { Consumers } from '../../src/delivery/consumers.ts';
import type { Consumer } from '../../src/domain/consumer.ts';
import { RINGTRAIL } from '../../src/domain/holder.ts';
import { definitionOf, type Pool, type Site } from '../../src/domain/model.ts';
import { withZone, type Zone } from '../../src/domain/phone.ts';
import { every } from '../../src/infra/every.ts';
import type { Directory } from '../../src/registry/port.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { DEMO_PAGE, DEMO_POOL } from '../../src/registry/seed.ts';
import type { Store } from '../../src/store/port.ts';
import type { SiteName } from './business.ts';
import { demoConsumers } from './consumers.ts';

const PRINT = '+12025550130';
const CHARGERS = {
  pool: 'Charger numbers',
  site: 'EV charger page',
  origin: 'https://chargers.harbour-lights.example',
  numbers: Array.from({ length: 6 }, (_, i) => `+120255501${20 + i}`),
  business: '+12025550198',
};
const OPEN = [{ from: '08:00', to: '18:00' }];

type DemoSite = { id: string; endpoint: string; origin: string };
export type DemoRecords = {
  sites: Readonly<Record<SiteName, DemoSite>>;
  pools: readonly (Pool & { numbers: { number: string; zone: Zone }[] })[];
  /** The numbers that pages show. */
  numbers: readonly string[];
  /** The number on the van. */
  print: string;
};

export type RecordParts = { registry: Registry; directory: Directory; provider: string };

/** Creates the records that the demo lacks, and returns all of them. */
export async function setUpRecords({ registry, directory, provider }: RecordParts): Promise<DemoRecords> {
  const pool = await poolNamed(CHARGERS.pool, CHARGERS.numbers);
  const main = siteNamed(DEMO_PAGE);
  const first = poolOf(DEMO_POOL);
  if (!main || !first) throw new Error('the demo has no page');
  const chargers = siteNamed(CHARGERS.site) ?? (await createChargers(pool.id));
  const desk = demoSite(main);
  if (!directory.dialable('twilio', PRINT))
    await registry.create(
      RINGTRAIL,
      'numbers',
      definitionOf('numbers').create.parse({
        ...{ pool: first.id, carrier: 'twilio', numbers: [PRINT] },
        pinned: { endpoint: desk.endpoint, values: { source: 'van', medium: 'print' } },
      }),
    );
  const pools = [first, pool].map((one) => ({ ...one, numbers: freeNumbersOf(one.id) }));
  return {
    sites: { main: desk, chargers: demoSite(chargers) },
    pools,
    numbers: pools.flatMap(({ numbers }) => numbers.map(({ number }) => number)),
    print: PRINT,
  };

  function siteNamed(name: string): Site | undefined {
    return [...directory.sitesOf(provider)].find((site) => site.name === name);
  }

  function poolOf(name: string): Pool | undefined {
    return [...directory.poolsOf(provider)].find((one) => one.name === name);
  }

  async function poolNamed(name: string, numbers: string[]): Promise<Pool> {
    const found =
      poolOf(name) ??
      (await registry.create(RINGTRAIL, 'pools', definitionOf('pools').create.parse({ provider, name })));
    if (directory.numbersOf(found.id).length === 0) {
      const request = { pool: found.id, carrier: 'twilio', numbers };
      await registry.create(RINGTRAIL, 'numbers', definitionOf('numbers').create.parse(request));
    }
    return found;
  }

  function createChargers(pool: string): Promise<Site> {
    const week = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const schedule = { timeZone, weekly: Object.fromEntries(week.map((day, i) => [day, i < 5 ? OPEN : []])) };
    const request = {
      ...{ provider, pool, name: CHARGERS.site, origins: [CHARGERS.origin], bucketing: ['source', 'medium'] },
      endpoints: [
        {
          name: 'Charger team',
          number: CHARGERS.business,
          routing: { schedule, voicemail: {}, closed: { action: 'voicemail' } },
        },
      ],
    };
    return registry.create(RINGTRAIL, 'sites', definitionOf('sites').create.parse(request));
  }

  function demoSite({ id, origins }: Site): DemoSite {
    return { id, endpoint: directory.endpointsOf(id)[0]?.id ?? '', origin: origins[0] ?? '' };
  }

  function freeNumbersOf(pool: string) {
    return directory
      .pooledNumbersOf(pool)
      .filter(({ pinned }) => !pinned)
      .map(withZone);
  }
}

export type ConsumerParts = { store: Store; directory: Directory; provider: string; now: () => Date };

/** Creates the consumers in place of those of an earlier start. They are paused. */
export async function setUpConsumers(parts: ConsumerParts): Promise<Consumer[]> {
  const consumers = new Consumers({ ...parts, allowPrivate: false });
  const wanted = demoConsumers(parts.provider);
  const names = new Set(wanted.map(({ name }) => name));
  for await (const one of every(parts.store.consumers))
    if (one.provider === parts.provider && names.has(one.name)) await consumers.remove(RINGTRAIL, one);
  const created: Consumer[] = [];
  for (const one of wanted) created.push((await consumers.create(RINGTRAIL, one)).consumer);
  return created;
}

/** Ends the pause of the consumers: from now on the workers deliver to them. */
export async function startConsumers(parts: ConsumerParts, all: readonly Consumer[]): Promise<void> {
  const consumers = new Consumers({ ...parts, allowPrivate: false });
  for (const { id } of all) {
    const one = await parts.store.consumers.get(id);
    if (one) await consumers.change(RINGTRAIL, one, { paused: false });
  }
}
