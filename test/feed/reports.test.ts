import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCountRows, createReport, type ReportQuery } from '../../src/attribution/report.ts';
import { createReportCount } from '../../src/attribution/report-count.ts';
import type { Attribution } from '../../src/domain/attribution.ts';
import type { Dimension } from '../../src/domain/report.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/port.ts';
import { at, attribution } from '../support/examples.ts';
import { type Mongo, startMongo } from '../support/mongo.ts';
import { randomFrom } from '../support/random.ts';

const QUERY: Omit<ReportQuery, 'by'> = { timeZone: 'UTC', only: {}, limit: 10_000 };
const CALLS = 400;

let mongo: Mongo;
beforeAll(async () => {
  mongo = await startMongo();
});
afterAll(() => mongo.stop());

/** The calls of a week. Every fifth is corrected, and some of these twice. */
function someAttributions(): Attribution[] {
  const random = randomFrom(7);
  const one = <T>(...of: T[]): T => of[Math.floor(random() * of.length)] as T;
  const facts = (): Partial<Attribution> => ({
    source: one('google', 'bing', null),
    campaign: one('spring', 'summer'),
    to: one('session', 'bucket', 'none'),
    outcome: one('answered', 'missed', 'voicemail', null),
    talkSeconds: one(0, 17, 230, null),
    landingPage: one('https://a.example/x?visitor=1', 'https://a.example/x#top', 'https://a.example/y', null),
    confidence: one(0.1234, 0.5, 1),
    // Attributions of earlier versions have neither.
    ...one({}, { number: '+12025550123', location: null }, { number: '+12025550124', location: 'Bonn' }),
  });
  return Array.from({ length: CALLS }, (_, i) => {
    const provider = one('prov_1', 'prov_2', null);
    const call = { call: `call_${i}`, at: at(Math.floor(random() * 7 * 86_400)), provider };
    const first = attribution(`attr_${i}_0`, { ...call, ...facts() });
    const later = Array.from({ length: i % 5 === 0 ? 1 + (i % 3) : 0 }, (_x, n) =>
      attribution(`attr_${i}_${n + 1}`, { ...call, ...facts(), replaces: `attr_${i}_${n}` }),
    );
    return [first, ...later];
  }).flat();
}

/** Computes the expected report from the feed. */
async function fromFeed(
  store: Store,
  keyOf: (one: Attribution) => string,
): Promise<Record<string, number[]>> {
  const { data } = await store.attributions.feed({ limit: 100_000 });
  const replaced = new Set(data.map(({ replaces }) => replaces));
  const sums: Record<string, number[]> = {};
  for (const one of data.filter(({ id }) => !replaced.has(id))) {
    const [calls = 0, talk = 0, answered = 0, sessions = 0] = sums[keyOf(one)] ?? [];
    sums[keyOf(one)] = [
      calls + 1,
      talk + (one.talkSeconds ?? 0),
      answered + Number(one.outcome === 'answered'),
      sessions + Number(one.to === 'session'),
    ];
  }
  return sums;
}

/** All days of the examples are over then, so that a report saves them. */
const LATER = () => at(30 * 86_400);

function reporter(store: Store) {
  return createReport(createCountRows(createReportCount({ store }), LATER));
}

/** The first day of the examples is not over then. */
const FIRST_NOON = () => at(43_200);

/** Makes the report twice, because the second one reads saved days. */
async function reported(store: Store, query: Partial<ReportQuery> & Pick<ReportQuery, 'by'>) {
  const report = reporter(store);
  const { data } = await report({ ...QUERY, ...query }, store);
  expect((await report({ ...QUERY, ...query }, store)).data).toEqual(data);
  return Object.fromEntries(
    data.map(({ by, calls, talkSeconds, outcomes, to }) => [
      JSON.stringify(Object.values(by)),
      [calls, talkSeconds, outcomes.answered, to.session],
    ]),
  );
}

/** New Delhi is 5.5 hours ahead of UTC. */
const inDelhi = (time: Date) => new Date(time.getTime() + 5.5 * 3_600_000).toISOString();

describe.each(['SQLite', 'MongoDB'])('reports from %s', (name) => {
  async function open(context: { skip: (reason: string) => never }): Promise<Store> {
    if (name === 'SQLite') return openStore('sqlite::memory:');
    if (mongo.missing) return context.skip(`no mongod: ${mongo.missing}`);
    return openStore(mongo.url(`reports${randomUUID().slice(0, 8)}`));
  }

  it('add up to the feed, with each call once by its latest attribution', async (context) => {
    const store = await open(context);
    const counter = createReportCount({ store });
    const all = someAttributions();
    for (const [i, one] of all.entries()) {
      await store.attributions.add(one);
      if (i % 97 === 0) await counter.countOn();
    }
    const dimensions: Dimension[] = ['provider', 'source', 'campaign'];
    expect(await reported(store, { by: dimensions })).toEqual(
      await fromFeed(store, (one) =>
        JSON.stringify(dimensions.map((dimension) => one[dimension as 'source'])),
      ),
    );
    expect(await reported(store, { by: ['hour'], timeZone: 'Asia/Kolkata' })).toEqual(
      await fromFeed(store, ({ at: time }) => JSON.stringify([`${inDelhi(time).slice(0, 13)}:00`])),
    );
    expect(await reported(store, { by: ['day', 'page'], timeZone: 'Asia/Kolkata' })).toEqual(
      await fromFeed(store, ({ at: time, landingPage }) =>
        JSON.stringify([inDelhi(time).slice(0, 10), landingPage?.split(/[?#]/)[0] ?? null]),
      ),
    );
    expect(await reported(store, { by: ['number', 'location'] })).toEqual(
      await fromFeed(store, ({ number, location }) => JSON.stringify([number ?? null, location ?? null])),
    );
    const total = await reported(store, { by: [] });
    expect(total['[]']?.[0]).toBe(CALLS);
    await store.close();
  });

  it('are counted once by several processes at once, and completed after a process died half-way', async (context) => {
    const store = await open(context);
    const all = someAttributions();
    const counters = Array.from({ length: 4 }, () => createReportCount({ store }));
    const adding = (async () => {
      for (const one of all) {
        await store.attributions.add(one);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    let isAdding = true;
    const ending = adding.then(() => {
      isAdding = false;
    });
    const counting = counters.map(async (counter, i) => {
      const report = createReport(createCountRows(counter, LATER));
      while (isAdding) {
        await report({ ...QUERY, by: [] }, store);
        await new Promise((resolve) => setTimeout(resolve, i * 3));
      }
    });
    await Promise.all([ending, ...counting]);
    // Its slots are stored, and its position is not.
    const halfWay = { ...store.reports, advance: () => Promise.reject(new Error('ended')) };
    await store.attributions.add(attribution('attr_last', { at: at(60), source: 'last' }));
    await expect(createReportCount({ store: { ...store, reports: halfWay } }).countOn()).rejects.toThrow(
      'ended',
    );
    expect(await reported(store, { by: ['source'] })).toEqual(
      await fromFeed(store, ({ source }) => JSON.stringify([source])),
    );
    await store.close();
  });

  it('follow the feed while the day is not over, for each provider and for all', async (context) => {
    const store = await open(context);
    const report = createReport(createCountRows(createReportCount({ store }), FIRST_NOON));
    const add = (id: string, provider: string | null) =>
      store.attributions.add(attribution(id, { call: id, provider, at: at(60) }));
    const counted = async (provider?: string) => {
      const { data } = await report({ ...QUERY, by: ['provider'], provider }, store);
      return data.map(({ by, calls }) => [by.provider, calls]).sort();
    };
    await add('first', null);
    expect(await counted()).toEqual([[null, 1]]);
    await add('second', 'prov_1');
    const both = [
      [null, 1],
      ['prov_1', 1],
    ];
    expect(await counted()).toEqual(both);
    expect(await counted()).toEqual(both);
    // The day of the calls without a provider has changed as often now as that of all had when it was read.
    await add('third', null);
    expect(await counted('')).toEqual([[null, 2]]);
    expect(await counted('prov_1')).toEqual([['prov_1', 1]]);
    await store.close();
  });

  it('are filtered by period and values, and limited', async (context) => {
    const store = await open(context);
    for (const one of someAttributions()) await store.attributions.add(one);
    const [since, until] = [at(1.25 * 86_400), at(2.5 * 86_400 + 900)];
    const narrowed = { since, until, provider: 'prov_1', only: { source: 'bing' } };
    const wanted = await fromFeed(store, (one) => {
      const isIn = one.at >= since && one.at < until && one.provider === 'prov_1' && one.source === 'bing';
      return isIn ? JSON.stringify([one.campaign]) : 'other';
    });
    delete wanted.other;
    expect(Object.keys(wanted).length).toBeGreaterThan(0);
    expect(await reported(store, { by: ['campaign'], ...narrowed })).toEqual(wanted);
    const short = await reporter(store)({ ...QUERY, by: ['day', 'source'], limit: 3 }, store);
    expect(short).toMatchObject({ isComplete: false, total: { calls: CALLS } });
    expect(short.data).toHaveLength(3);
    await store.close();
  });
});
