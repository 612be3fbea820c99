import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFunnel, type FunnelQuery } from '../../src/attribution/funnel.ts';
import { createCountRows } from '../../src/attribution/report.ts';
import { createReportCount } from '../../src/attribution/report-count.ts';
import type { FunnelCounts } from '../../src/domain/funnel.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/port.ts';
import { at, attribution, call, entry, facts } from '../support/examples.ts';
import { type Mongo, startMongo } from '../support/mongo.ts';

const QUERY: FunnelQuery = { by: [], timeZone: 'UTC', only: {}, limit: 100 };
const DAY = 86_400;
const day = (second: number) => at(second).toISOString().slice(0, 10);

let mongo: Mongo;
beforeAll(async () => {
  mongo = await startMongo();
});
afterAll(() => mongo.stop());

/** Two days of two sites: three sessions by google, one by bing, and four calls, of which two are qualified. */
async function fill({ history, calls, attributions, annotations }: Store): Promise<void> {
  const ads = facts('google', { values: { source: 'google', medium: 'cpc', campaign: 'spring' } });
  const other = { site: 'site_2', provider: 'prov_2' };
  await history.apply([
    entry.shown(1, 'link_1', 's1', { facts: ads }),
    entry.hit(2, 's1', { hit: 'tap' }),
    entry.unshown(3, 's2', { facts: ads }),
    entry.shown(4, 'link_2', 's3', { facts: facts('bing'), ...other }),
    entry.shown(DAY, 'link_3', 's4', { facts: ads }),
  ]);
  const google = { source: 'google', medium: 'cpc', campaign: 'spring', channel: 'Paid Search' as const };
  const bing = { source: 'bing', medium: null, campaign: null, channel: 'Organic Search' as const, ...other };
  for (const [id, second, of, qualified] of [
    ['call_1', 10, { ...google, outcome: 'answered' }, true],
    ['call_2', 20, { ...google, outcome: 'missed' }, false],
    ['call_3', DAY + 10, { ...google, outcome: 'answered' }, true],
    ['call_4', 30, { ...bing, outcome: 'answered' }, null],
  ] as const) {
    const provider = 'provider' in of ? of.provider : 'prov_1';
    await calls.save(call(id, second, { provider, outcome: of.outcome }));
    await attributions.add(attribution(`of_${id}`, { call: id, at: at(second), ...of }));
    if (qualified !== null)
      await annotations.annotate(id, { qualification: { qualified, at: at(40).toISOString() } });
  }
}

describe.each(['SQLite', 'MongoDB'])('the funnel from %s', (name) => {
  async function opened(context: { skip: (note: string) => void }): Promise<Store> {
    if (name === 'MongoDB' && mongo.missing) context.skip(mongo.missing);
    const store = await openStore(name === 'SQLite' ? 'sqlite::memory:' : mongo.url('funnel'));
    await fill(store);
    return store;
  }

  it('counts sessions and calls by each of its dimensions, in periods and with one value', async (context) => {
    const store = await opened(context);
    const makeFunnel = createFunnel(createCountRows(createReportCount({ store }), () => at(2 * DAY)));
    const made = (query: Partial<FunnelQuery>) => makeFunnel({ ...QUERY, ...query }, store);
    const rows = async (query: Partial<FunnelQuery>) =>
      (await made(query)).data.map(({ by, ...counts }) => [
        Object.values(by).join(),
        ...Object.values(counts),
      ]);
    const total = async (query: Partial<FunnelQuery>) =>
      Object.values((await made(query)).total satisfies FunnelCounts);

    expect((await made({})).total).toEqual({
      ...{ sessions: 4, shown: 3, tapped: 1, calls: 4, answered: 3, qualified: 2 },
    });
    const google = [3, 2, 1, 3, 2, 2];
    const bing = [1, 1, 0, 1, 1, 0];
    expect(await rows({ by: ['source'] })).toEqual([
      ['google', ...google],
      ['bing', ...bing],
    ]);
    expect(await rows({ by: ['channel', 'campaign'] })).toEqual([
      ['Paid Search,spring', ...google],
      ['Organic Search,', ...bing],
    ]);
    expect(await rows({ by: ['site', 'medium'] })).toEqual([
      ['site_1,cpc', ...google],
      ['site_2,', ...bing],
    ]);
    expect(await rows({ by: ['day', 'source'] })).toEqual([
      [`${day(0)},google`, 2, 1, 1, 2, 1, 1],
      [`${day(0)},bing`, ...bing],
      [`${day(DAY)},google`, 1, 1, 0, 1, 1, 1],
    ]);
    expect(await total({ only: { source: 'google' } })).toEqual(google);
    expect(await total({ only: { site: 'site_2' } })).toEqual(bing);
    expect(await total({ only: { campaign: 'autumn' } })).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await total({ provider: 'prov_2' })).toEqual(bing);
    expect(await total({ provider: [] })).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await total({ since: at(DAY) })).toEqual([1, 1, 0, 1, 1, 1]);
    const [first, ...others] = (await made({ by: ['source'], limit: 1 })).data;
    expect([first?.by.source, others.length]).toEqual(['google', 0]);
    await store.close();
  });
});
