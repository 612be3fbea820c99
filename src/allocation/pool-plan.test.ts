import { expect, it } from 'vitest';
import { pool, provider, site, virtualNumber } from '../../test/support/examples.ts';
import { PRIOR } from '../domain/confidence/prior.ts';
import type { LinkRecord } from '../domain/ledger.ts';
import { callLawOf } from '../domain/pool-plan.ts';
import type { VisitSlot } from '../domain/visit-slot.ts';
import { Directory } from '../registry/directory.ts';
import { measureTraffic, type PlanStore } from './pool-plan.ts';

const NOW = new Date('2026-11-08T12:07:00.000Z');
const UNTIL = new Date('2026-11-08T12:00:00.000Z');
const SINCE = new Date('2026-11-01T12:00:00.000Z');
const NUMBER = '+12025550100';

const directory = new Directory();
directory.put('providers', provider('prov_1'));
directory.put('pools', pool('pool_1', 'prov_1'));
directory.put('sites', site('site_1'));
directory.put('sites', site('site_2', { pool: 'pool_2' }));
directory.put('numbers', virtualNumber('num_1', NUMBER));

function slot(site: string, minutes: number, source: string, sessions: number): VisitSlot {
  const traffic = { source, medium: null, campaign: null, channel: null };
  const cells = [{ ...traffic, sessions, shown: sessions, tapped: 0 }];
  return { provider: 'prov_1', site, at: new Date(SINCE.getTime() + minutes * 60_000), upTo: '', cells };
}

function link(of: Partial<LinkRecord>, seconds: number): LinkRecord {
  const startedAt = of.startedAt ?? new Date(UNTIL.getTime() - 3_600_000);
  const endedAt = new Date(startedAt.getTime() + seconds * 1000);
  return { pool: 'pool_1', keyedBy: 'session', ...of, startedAt, endedAt } as LinkRecord;
}

function measured(slots: VisitSlot[], links: LinkRecord[], typed = {}) {
  const store = {
    visits: { list: async () => slots },
    history: { linksOf: async () => links },
    fits: { latest: async () => null },
  } as unknown as PlanStore;
  return measureTraffic(pool('pool_1', 'prov_1'), directory, store, NOW, typed);
}

it('counts the sessions of the pool’s sites by quarter of an hour, and their shares of traffic', async () => {
  const slots = [
    slot('site_1', 0, 'google', 6),
    slot('site_1', 15, 'bing', 2),
    slot('site_2', 15, 'bing', 50),
  ];
  const { quarters, buckets, since, until } = await measured(slots, []);
  expect([since, until]).toEqual([SINCE, UNTIL]);
  expect(quarters).toHaveLength(7 * 96);
  expect(quarters.slice(0, 3)).toEqual([6, 2, 0]);
  expect(buckets).toEqual([0.75, 0.25]);
});

it('takes the mean time of the links of sessions of the last week', async () => {
  const links = [
    link({}, 100),
    link({}, 300),
    link({ keyedBy: 'bucket' }, 9000),
    link({ pool: 'pool_2' }, 9000),
    link({ startedAt: new Date(SINCE.getTime() - 1) }, 9000),
  ];
  expect((await measured([], links)).holdSeconds).toBe(200);
  expect((await measured([], [])).holdSeconds).toBe(210 + pool('pool_1', 'prov_1').holdSeconds);
});

it('takes typed figures in place of measured ones', async () => {
  const typed = { sessionsPerHour: 40, holdSeconds: 60, callsPerSession: 0.5 };
  const { quarters, holdSeconds, law } = await measured([slot('site_1', 0, 'google', 6)], [], typed);
  expect([quarters, holdSeconds, law.callsPerSession]).toEqual([[10], 60, 0.5]);
});

it('follows published times of calls until the provider has a fit', async () => {
  const { isFitted, law } = await measured([], [], { holdSeconds: 60 });
  expect(isFitted).toBe(false);
  expect(law.onPage).toBe(callLawOf(PRIOR, 60).onPage);
});
