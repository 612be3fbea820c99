import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src/domain/ledger.ts';
import type { Store } from '../../../src/store/port.ts';
import { at, END_OF_TIME, entry, facts } from '../../support/examples.ts';
import type { Bench } from './bench.ts';

/** Two links of one number. Session `s2` opens the second, leaves, returns within the same millisecond, and stays. */
const ledger: LedgerEntry[] = [
  entry.hit(0, 's1', { page: 'https://www.example.com/' }),
  entry.start(1, 'link_1', { key: 's1' }),
  entry.shown(2, 'link_1', 's1', { facts: facts('google', { visitor: 'v1' }) }),
  entry.hit(3, 's1', { hit: 'tap' }),
  entry.end(130, 'link_1', at(10), { cause: 'left' }),
  entry.start(200, 'link_2', { keyedBy: 'bucket', key: '{"source":"bing"}', reason: 'above_threshold' }),
  entry.shown(201, 'link_2', 's2', { facts: facts('bing', { page: 'https://www.example.com/a' }) }),
  entry.shown(202, 'link_2', 's3'),
  entry.gone(300, 'link_2', 's2', at(210), { id: `${at(300).getTime()}-0` }),
  entry.shown(300, 'link_2', 's2', { id: `${at(300).getTime()}-1`, facts: facts('direct') }),
  entry.seen(250, 'link_2'),
  entry.gone(310, 'link_2', 's3', at(250)),
  entry.seen(350, 'link_2'),
  entry.end(500, 'link_2', at(400)),
];

export function historyContract(bench: Bench): void {
  describe('history', () => {
    it('returns the links, showings, sessions and hits of the ledger', async () => {
      const { history } = bench.store;
      await history.apply(ledger);
      expect(await history.link('link_1')).toEqual({
        id: 'link_1',
        provider: 'prov_1',
        pool: 'pool_1',
        number: '+12025550111',
        site: 'site_1',
        endpoint: 'end_1',
        keyedBy: 'session',
        key: 's1',
        reason: 'within_threshold',
        activeSessions: 1,
        threshold: 5,
        former: null,
        returned: false,
        startedAt: at(1),
        seenAt: at(10),
        endedAt: at(130),
        cause: 'left',
      });
      const on = { link: 'link_2', provider: 'prov_1', site: 'site_1' };
      expect(await history.shown('link_2', at(1000), 10)).toEqual([
        { ...on, session: 's3', shownAt: at(202), seenAt: at(250) },
        { ...on, session: 's2', shownAt: at(201), seenAt: at(400) },
      ]);
      expect(await history.session('site_1', 's1')).toEqual({
        site: 'site_1',
        id: 's1',
        provider: 'prov_1',
        facts: facts('google', { visitor: 'v1' }),
        firstSeenAt: at(0),
        lastSeenAt: at(10),
      });
    });

    it('accepts an empty list of entries', async () => {
      await expect(bench.store.history.apply([])).resolves.toBeUndefined();
    });

    it('returns nothing for links and sessions without an entry', async () => {
      const { history } = bench.store;
      await history.apply(ledger);
      expect(await history.link('link_9')).toBeNull();
      expect(await history.session('site_1', 's9')).toBeNull();
      expect(await history.session('site_9', 's1')).toBeNull();
      expect(await history.linksOf('prov_1', '+12025550119', at(1000), 10)).toEqual([]);
      expect(await history.linksOf('prov_9', '+12025550111', at(1000), 10)).toEqual([]);
      expect(await history.shown('link_9', at(1000), 10)).toEqual([]);
      expect(await history.hits('site_1', 's9', at(0), at(1000))).toEqual([]);
    });

    it('is the same after repeated entries, in any order and in any batches', async () => {
      await bench.store.history.apply(ledger);
      const expected = await everything(bench.store, '');
      let run = 0;
      const disorder = fc.record({
        order: fc.shuffledSubarray(ledger, { minLength: ledger.length }),
        repeats: fc.subarray(ledger),
        size: fc.integer({ min: 1, max: ledger.length }),
      });
      await fc.assert(
        fc.asyncProperty(disorder, async ({ order, repeats, size }) => {
          const mark = `~${++run}`;
          const entries = [...order, ...repeats].map((one) => renamed(one, mark));
          for (let i = 0; i < entries.length; i += size) {
            await bench.store.history.apply(entries.slice(i, i + size));
          }
          expect(await everything(bench.store, mark)).toEqual(expected);
        }),
        { numRuns: 40 },
      );
    });

    it('is the same when several callers apply the same entries at once', async () => {
      await bench.store.history.apply(ledger);
      const expected = await everything(bench.store, '');
      const stores = [bench.store, await bench.openAnother(), await bench.openAnother()];
      for (let round = 0; round < 5; round++) {
        const mark = `~${round}`;
        const entries = ledger.map((one) => renamed(one, mark));
        await Promise.all(
          stores.flatMap((store) => [
            store.history.apply(entries),
            store.history.apply(entries.toReversed()),
            store.history.apply(entries.slice(3, 8)),
          ]),
        );
        expect(await everything(bench.store, mark)).toEqual(expected);
      }
    });

    it('leaves fields null that no entry has set', async () => {
      const { history } = bench.store;
      await history.apply([entry.end(130, 'link_1', at(10))]);
      expect(await history.link('link_1')).toEqual({
        id: 'link_1',
        provider: 'prov_1',
        pool: null,
        number: null,
        site: null,
        endpoint: null,
        keyedBy: null,
        key: null,
        reason: null,
        activeSessions: null,
        threshold: null,
        former: null,
        returned: null,
        startedAt: null,
        seenAt: at(10),
        endedAt: at(130),
        cause: 'expired',
      });
      await history.apply([entry.start(1, 'link_2')]);
      expect(await history.link('link_2')).toMatchObject({
        startedAt: at(1),
        seenAt: null,
        endedAt: null,
        cause: null,
      });
    });

    it('returns a link only after its start or its end entry', async () => {
      const { history } = bench.store;
      await history.apply([entry.shown(1, 'link_1', 's1'), entry.gone(9, 'link_1', 's1', at(5))]);
      expect(await history.link('link_1')).toBeNull();
    });

    it('lists the links of a number that had started, the latest first', async () => {
      const { history } = bench.store;
      await history.apply([
        entry.start(20, 'link_b'),
        entry.start(10, 'link_c'),
        entry.start(30, 'link_a'),
        entry.end(25, 'link_b', at(21)),
        entry.start(15, 'link_d', { number: '+12025550112' }),
        entry.start(15, 'link_e', { provider: 'prov_2' }),
      ]);
      const links = async (until: Date, limit: number) =>
        (await history.linksOf('prov_1', '+12025550111', until, limit)).map(({ id }) => id);
      expect(await links(at(100), 10)).toEqual(['link_a', 'link_b', 'link_c']);
      expect(await links(at(100), 2)).toEqual(['link_a', 'link_b']);
      expect(await links(at(30), 10)).toEqual(['link_a', 'link_b', 'link_c']);
      expect(await links(at(29.999), 10)).toEqual(['link_b', 'link_c']);
      expect(await links(at(9), 10)).toEqual([]);
      expect(await links(at(100), 0)).toEqual([]);
      expect(await links(END_OF_TIME, 10)).toEqual(['link_a', 'link_b', 'link_c']);
    });

    it('lists the sessions that were shown a link, the latest first', async () => {
      const { history } = bench.store;
      await history.apply([
        entry.shown(20, 'link_1', 's1'),
        entry.shown(10, 'link_1', 's3'),
        entry.shown(30, 'link_1', 's2'),
        entry.shown(15, 'link_2', 's4'),
        entry.gone(40, 'link_1', 's5', at(39)),
      ]);
      const sessions = async (until: Date, limit: number) =>
        (await history.shown('link_1', until, limit)).map(({ session }) => session);
      expect(await sessions(at(100), 10)).toEqual(['s2', 's1', 's3']);
      expect(await sessions(at(100), 2)).toEqual(['s2', 's1']);
      expect(await sessions(at(20), 10)).toEqual(['s1', 's3']);
      expect(await sessions(at(100), 0)).toEqual([]);
    });

    it('lists the showings of a number over all its links, the latest first', async () => {
      const { history } = bench.store;
      const bucket = { keyedBy: 'bucket' as const, key: '{"source":"bing"}' };
      await history.apply([
        entry.start(10, 'link_1', { key: 's1' }),
        entry.shown(10, 'link_1', 's1'),
        entry.end(90, 'link_1', at(60), { cause: 'left' }),
        entry.start(100, 'link_2', bucket),
        entry.shown(100, 'link_2', 's2'),
        entry.shown(110, 'link_2', 's3'),
        entry.gone(150, 'link_2', 's2', at(120)),
        entry.end(400, 'link_2', at(280), { cause: 'expired' }),
        entry.start(500, 'link_3', bucket),
        entry.seen(800, 'link_3'),
        entry.start(15, 'link_4', { number: '+12025550112' }),
        entry.shown(15, 'link_4', 's1'),
        entry.start(15, 'link_5', { provider: 'prov_2' }),
      ]);
      const showings = (until: Date, limit: number) =>
        history.showings('prov_1', '+12025550111', until, limit);
      const own = { keyedBy: 'session', key: 's1', linkStartedAt: at(10), site: 'site_1' };
      const ofBucket = { ...bucket, linkStartedAt: at(100), site: 'site_1' };
      const all = [
        {
          link: 'link_3',
          ...bucket,
          linkStartedAt: at(500),
          site: null,
          session: null,
          shownAt: at(500),
          seenAt: null,
        },
        { link: 'link_2', ...ofBucket, session: 's3', shownAt: at(110), seenAt: at(280) },
        { link: 'link_2', ...ofBucket, session: 's2', shownAt: at(100), seenAt: at(120) },
        { link: 'link_1', ...own, session: 's1', shownAt: at(10), seenAt: at(90) },
      ];
      expect(await showings(END_OF_TIME, 10)).toEqual(all);
      expect(await showings(at(1000), 2)).toEqual(all.slice(0, 2));
      expect(await showings(at(105), 10)).toEqual(all.slice(2));
      expect(await showings(at(9), 10)).toEqual([]);
      expect(await showings(at(1000), 0)).toEqual([]);
    });

    it('answers each of many queries of the same moment by its own records', async () => {
      const { history } = bench.store;
      const several = Array.from({ length: 20 }, (_, i) => ({
        number: `+120255501${10 + i}`,
        session: `s${i}`,
      }));
      await history.apply(
        several.flatMap(({ number, session }, i) => [
          entry.start(10, `link_${i}`, { number, key: session }),
          entry.shown(10, `link_${i}`, session, { facts: facts(`source "${i}"`) }),
          entry.hit(20 + i, session, { hit: 'tap', page: `https://www.example.com/${i}` }),
        ]),
      );
      const found = await Promise.all(
        several.map(async ({ number, session }) => {
          const key = { site: 'site_1', session };
          const [showings, known, taps, hits] = await Promise.all([
            history.showings('prov_1', number, at(99), 5),
            history.factsOf([key, { site: 'site_2', session }]),
            history.lastTaps([key], at(0), at(99)),
            history.hits('site_1', session, at(0), at(99)),
          ]);
          return [showings[0]?.session, known[0]?.facts.values.source, taps[0]?.session, hits[0]?.page];
        }),
      );
      expect(found).toEqual(
        several.map(({ session }, i) => [session, `source "${i}"`, session, `https://www.example.com/${i}`]),
      );
    });

    it('returns the facts of those sessions that it has', async () => {
      const { history } = bench.store;
      await history.apply([
        entry.shown(1, 'link_1', 's1', { facts: facts('google', { visitor: 'v1' }) }),
        entry.shown(2, 'link_1', 's1', { facts: facts('later') }),
        entry.shown(3, 'link_1', 's2', { facts: facts('bing') }),
        entry.hit(4, 's3'),
      ]);
      const queried = ['s1', 's2', 's3', 's4'].map((session) => ({ site: 'site_1', session }));
      const found = await history.factsOf([...queried, { site: 'site_2', session: 's1' }]);
      expect(found.toSorted((a, b) => (a.session < b.session ? -1 : 1))).toEqual([
        { site: 'site_1', session: 's1', facts: facts('google', { visitor: 'v1' }) },
        { site: 'site_1', session: 's2', facts: facts('bing') },
      ]);
      expect(await history.factsOf([])).toEqual([]);
    });

    it('returns the last tap of several sessions in a span', async () => {
      const { history } = bench.store;
      await history.apply([
        entry.hit(10, 's1', { hit: 'tap' }),
        entry.hit(20, 's1', { hit: 'tap' }),
        entry.hit(25, 's1'),
        entry.hit(70, 's1', { hit: 'tap' }),
        entry.hit(15, 's2'),
        entry.hit(30, 's3', { hit: 'tap' }),
        entry.hit(16, 's1', { hit: 'tap', site: 'site_2' }),
      ]);
      const queried = ['s1', 's2', 's3'].map((session) => ({ site: 'site_1', session }));
      const found = await history.lastTaps(queried, at(10), at(30));
      expect(found.toSorted((a, b) => (a.session < b.session ? -1 : 1))).toEqual([
        { site: 'site_1', session: 's1', at: at(20) },
        { site: 'site_1', session: 's3', at: at(30) },
      ]);
      expect(await history.lastTaps(queried, at(31), at(69))).toEqual([]);
      expect(await history.lastTaps([], at(0), at(100))).toEqual([]);
    });

    it('returns when a session was last seen on a link, once it has left or the link has ended', async () => {
      const { history } = bench.store;
      const seenAt = async () => (await history.shown('link_1', at(1000), 10)).map((one) => one.seenAt);
      await history.apply([entry.start(0, 'link_1'), entry.shown(1, 'link_1', 's1')]);
      expect(await seenAt()).toEqual([null]);
      await history.apply([entry.gone(20, 'link_1', 's1', at(10))]);
      expect(await seenAt()).toEqual([at(10)]);
      await history.apply([entry.shown(30, 'link_1', 's1')]);
      expect(await seenAt()).toEqual([null]);
      await history.apply([entry.end(90, 'link_1', at(50))]);
      expect(await seenAt()).toEqual([at(50)]);
    });

    it('takes the facts of a session from its earliest entry', async () => {
      const { history } = bench.store;
      const session = async () => (await history.session('site_1', 's1'))?.facts;
      await history.apply([entry.shown(20, 'link_2', 's1', { facts: facts('late') })]);
      expect(await session()).toEqual(facts('late'));
      await history.apply([entry.shown(10, 'link_1', 's1', { facts: facts('early') })]);
      expect(await session()).toEqual(facts('early'));
      await history.apply([entry.shown(15, 'link_3', 's1', { facts: facts('between') })]);
      expect(await session()).toEqual(facts('early'));
    });

    it('orders entries of one millisecond by their number', async () => {
      const { history } = bench.store;
      const millisecond = at(10).getTime();
      await history.apply([
        entry.shown(10, 'link_1', 's1', { id: `${millisecond}-10`, facts: facts('tenth') }),
        entry.shown(10, 'link_2', 's1', { id: `${millisecond}-9`, facts: facts('ninth') }),
      ]);
      expect(await history.session('site_1', 's1')).toMatchObject({ facts: facts('ninth') });
    });

    it('returns facts of any names and values', async () => {
      const { history } = bench.store;
      const odd = facts('', {
        values: { source: '', 'x.y': '1', $min: '2', 'nu\u0000ll': '3' },
        visitor: 'v"1',
        clickIds: { 'a.b': '1', $set: '2', gclid: 'Ünï\u0000code', '': '4', '0': '5' },
      });
      await history.apply([entry.shown(10, 'link_1', 's1', { facts: odd })]);
      expect(await history.session('site_1', 's1')).toMatchObject({ facts: odd });
    });

    it('returns a session once it was shown a number, and its earlier hits', async () => {
      const { history } = bench.store;
      await history.apply([entry.hit(5, 's1')]);
      expect(await history.session('site_1', 's1')).toBeNull();
      expect(await history.hits('site_1', 's1', at(0), at(10))).toHaveLength(1);
      await history.apply([entry.shown(10, 'link_1', 's1')]);
      expect(await history.session('site_1', 's1')).toMatchObject({ firstSeenAt: at(5), lastSeenAt: at(10) });
    });

    it('separates sessions of the same name on two sites', async () => {
      const { history } = bench.store;
      await history.apply([
        entry.shown(10, 'link_1', 's1', { facts: facts('one') }),
        entry.shown(20, 'link_2', 's1', { site: 'site_2', facts: facts('two') }),
        entry.hit(30, 's1', { site: 'site_2' }),
      ]);
      expect(await history.session('site_1', 's1')).toMatchObject({
        facts: facts('one'),
        lastSeenAt: at(10),
      });
      expect(await history.session('site_2', 's1')).toMatchObject({
        facts: facts('two'),
        firstSeenAt: at(20),
      });
      expect(await history.hits('site_1', 's1', at(0), at(100))).toEqual([]);
    });

    it('lists the hits of a session in the order of time, both ends of the span included', async () => {
      const { history } = bench.store;
      await history.apply([
        entry.hit(30, 's1', { hit: 'tap' }),
        entry.hit(10, 's1', { page: 'https://www.example.com/' }),
        entry.hit(20, 's1'),
        entry.hit(25, 's2'),
        entry.hit(20, 's1', { id: '5-0', provider: 'prov_2' }),
      ]);
      expect(await history.hits('site_1', 's1', at(10), at(30))).toEqual([
        { hit: 'page', page: 'https://www.example.com/', at: at(10) },
        { hit: 'page', page: null, at: at(20) },
        { hit: 'page', page: null, at: at(20) },
        { hit: 'tap', page: null, at: at(30) },
      ]);
      expect(await history.hits('site_1', 's1', at(10.001), at(29.999))).toHaveLength(2);
    });
  });
}

/** Returns the same entry for another provider, so that many histories fit into one store. */
function renamed(one: LedgerEntry, mark: string): LedgerEntry {
  const entry = { ...one, provider: one.provider + mark };
  if ('link' in entry) entry.link += mark;
  if ('site' in entry) entry.site += mark;
  return entry;
}

/** Reads all records of the ledger above, without the marks of `ofProvider`. */
async function everything({ history }: Store, mark: string) {
  const found = {
    links: await history.linksOf(`prov_1${mark}`, '+12025550111', at(1000), 10),
    shown: await Promise.all(['link_1', 'link_2'].map((link) => history.shown(link + mark, at(1000), 10))),
    sessions: await Promise.all(['s1', 's2', 's3'].map((id) => history.session(`site_1${mark}`, id))),
    hits: await history.hits(`site_1${mark}`, 's1', at(0), at(1000)),
  };
  const unmarked = (_: string, value: unknown) =>
    typeof value === 'string' ? value.replace(mark, '') : value;
  return JSON.parse(JSON.stringify(found, unmarked));
}
