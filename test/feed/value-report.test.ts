import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Costs } from '../../src/attribution/costs.ts';
import { createCountRows, type ReportQuery } from '../../src/attribution/report.ts';
import { createReportCount } from '../../src/attribution/report-count.ts';
import { createValueReport } from '../../src/attribution/value-report.ts';
import type { NewCost } from '../../src/domain/cost.ts';
import { RINGTRAIL } from '../../src/domain/holder.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/port.ts';
import { attribution, call } from '../support/examples.ts';
import { type Mongo, startMongo } from '../support/mongo.ts';

const QUERY: ReportQuery = { by: [], timeZone: 'UTC', only: {}, limit: 100 };
const NOW = new Date('2026-12-01T00:00:00Z');
const time = (text: string) => new Date(`2026-11-${text}Z`);
const GOOGLE = { source: 'google', medium: 'cpc', campaign: 'spring', channel: 'Paid Search' as const };
const COST: NewCost = {
  ...{ provider: 'prov_1', source: 'google', medium: 'cpc', campaign: 'spring' },
  ...{ since: '2026-11-01', until: '2026-11-04', amount: '10.00', currency: 'EUR' },
};

let mongo: Mongo;
beforeAll(async () => {
  mongo = await startMongo();
});
afterAll(() => mongo.stop());

async function fill({ calls, attributions, annotations }: Store): Promise<void> {
  for (const [id, at, of, qualified, value, currency] of [
    ['call_1', '01T10:00:00', GOOGLE, true, 0.1, 'EUR'],
    ['call_2', '02T10:00:00', GOOGLE, null, 0.2, 'EUR'],
    ['call_3', '02T11:00:00', GOOGLE, false, null, null],
    ['call_4', '03T10:00:00', { source: 'bing', campaign: null }, true, 7, 'USD'],
  ] as const) {
    await calls.save(call(id, 0, { at: time(at) }));
    const facts = { medium: 'cpc', channel: 'Paid Search' as const, outcome: 'answered' as const, ...of };
    await attributions.add(attribution(`of_${id}`, { call: id, at: time(at), provider: 'prov_1', ...facts }));
    const qualification = { qualified, value, currency, at: NOW.toISOString() };
    await annotations.annotate(id, { qualification });
  }
}

describe.each(['SQLite', 'MongoDB'])('value and cost from %s', (name) => {
  async function opened(context: { skip: (note: string) => void }) {
    if (name === 'MongoDB' && mongo.missing) context.skip(mongo.missing);
    const store = await openStore(
      name === 'SQLite' ? 'sqlite::memory:' : mongo.url(`value${Math.random()}`.replace('.', '')),
    );
    await fill(store);
    const countRows = createCountRows(createReportCount({ store }), () => NOW);
    const report = createValueReport(countRows, () => 'UTC');
    const costs = new Costs({ store, now: () => NOW });
    return { store, costs, made: (query: Partial<ReportQuery>) => report({ ...QUERY, ...query }, store) };
  }

  it('add up exactly for each currency, and have no cost where none is known', async (context) => {
    const { store, made } = await opened(context);
    const google = { currency: 'EUR', value: '0.30', valuePerCall: '0.10' };
    const bing = { currency: 'USD', value: '7.00', valuePerCall: '7.00' };
    expect((await made({ by: ['source'] })).data).toEqual([
      { by: { source: 'google' }, calls: 3, answered: 3, qualified: 1, money: [google] },
      { by: { source: 'bing' }, calls: 1, answered: 1, qualified: 1, money: [bing] },
    ]);
    expect((await made({ by: ['page'] })).total.money).toEqual([
      { ...google, valuePerCall: '0.08' },
      { ...bing, valuePerCall: '1.75' },
    ]);
    expect((await made({ by: ['campaign'], since: time('03T00:00:00') })).total).toMatchObject({
      calls: 1,
      money: [bing],
    });
    await store.close();
  });

  it('follow a result that is reported after the sums of its day were saved', async (context) => {
    const { store, made } = await opened(context);
    const money = async () => (await made({ by: ['source'], only: { source: 'bing' } })).data[0];
    expect(await money()).toMatchObject({ calls: 1, qualified: 1, money: [{ value: '7.00' }] });
    const qualification = { qualified: false, value: 8, currency: 'EUR', at: NOW.toISOString() };
    await store.annotations.annotate('call_4', { qualification });
    expect(await money()).toMatchObject({
      calls: 1,
      qualified: 0,
      money: [{ currency: 'EUR', value: '8.00' }],
    });
    await store.annotations.annotate('call_4', {
      qualification: { qualified: null, value: null, currency: null, at: NOW.toISOString() },
    });
    expect(await money()).toMatchObject({ calls: 1, qualified: 0, money: [] });
    await store.close();
  });

  it('have the cost of each row, spread over its days, with the cost for each call and the return', async (context) => {
    const { store, costs, made } = await opened(context);
    await costs.enter(RINGTRAIL, [COST]);
    for (const by of ['source', 'campaign', 'channel', 'provider'] as const) {
      const row = (await made({ by: [by], only: { source: 'google' } })).data[0];
      expect(row?.money).toEqual([
        {
          ...{ currency: 'EUR', value: '0.30', valuePerCall: '0.10' },
          ...{ cost: '10.00', costPerCall: '3.33', costPerQualified: '10.00', return: 0.03 },
        },
      ]);
    }
    const days = (await made({ by: ['day'], only: { campaign: 'spring' } })).data;
    expect(days.map(({ by, calls, money }) => [by.day, calls, money[0]?.cost])).toEqual([
      ['2026-11-01', 1, '2.50'],
      ['2026-11-02', 2, '2.50'],
      ['2026-11-03', 0, '2.50'],
      ['2026-11-04', 0, '2.50'],
    ]);
    const part = { since: time('01T12:00:00'), until: time('03T00:00:00') };
    expect((await made({ ...part, by: ['source'] })).data).toMatchObject([
      { by: { source: 'google' }, calls: 2, money: [{ cost: '3.75', costPerCall: '1.88' }] },
    ]);
    for (const query of [{ by: ['page'] }, { by: ['hour'] }, { only: { site: 'site_1' } }] as const) {
      const { total } = await made(query);
      expect(total.money.every((one) => !('cost' in one) && !('return' in one))).toBe(true);
    }
    expect((await made({ provider: 'prov_2' })).data).toEqual([]);
    await store.close();
  });

  it('are the same when the same costs are entered again, also at once, and follow another amount', async (context) => {
    const { store, costs, made } = await opened(context);
    const day = (since: string) => ({ ...COST, since, until: since });
    const lines = [day('2026-11-01'), day('2026-11-02')];
    await Promise.all([1, 2, 3].map(() => costs.enter(RINGTRAIL, lines)));
    expect(await costs.enter(RINGTRAIL, lines)).toMatchObject({ created: [], changed: [] });
    const cost = async () => (await made({ by: ['source'] })).data[0]?.money[0]?.cost;
    expect(await cost()).toBe('20.00');
    const entered = await costs.enter(RINGTRAIL, [{ ...day('2026-11-02'), amount: '1.00' }]);
    expect(entered.changed).toHaveLength(1);
    expect(await cost()).toBe('11.00');
    await expect(costs.enter(RINGTRAIL, [day('2026-11-03'), COST])).rejects.toMatchObject({
      code: 'already_there',
    });
    expect(await cost()).toBe('11.00');
    for (const one of await store.costs.list({ limit: 9 })) await costs.remove(RINGTRAIL, one);
    expect(await cost()).toBeUndefined();
    await store.close();
  });
});
