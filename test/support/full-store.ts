/** A store with records in each table, and what it answers. */
import { newCredentials } from '../../src/domain/credentials.ts';
import { KINDS } from '../../src/domain/model.ts';
import { dimensionsOf, packCells } from '../../src/domain/report.ts';
import type { Store } from '../../src/store/port.ts';
import {
  apiKey,
  at,
  attribution,
  block,
  call,
  consumer,
  delivery,
  endpoint,
  entry,
  facts,
  fitted,
  numberOrder,
  pool,
  progress,
  provider,
  reattribution,
  received,
  site,
  virtualNumber,
} from './examples.ts';

const createdAt = '2026-01-01T00:00:00.000Z';
const ANNA = '+12025550123';
const EVER = { since: at(0), until: at(90_000) };
/** Names that pages and clients choose. MongoDB does not take each of them for a member. */
const NAMES = { 'a.b': 'x', $c: 'ü\u0000', '': 'y' };

/** Adds records to each part of the store, with members that are null, absent, or erased. */
export async function fillStore(store: Store, owner = 'prov_1'): Promise<void> {
  await store.installation.adopt('inst_1');
  await addSetup(store, owner);
  await addHistory(store);
  await addCalls(store, owner);
  await addConsumers(store);
  await addReports(store, owner);
}

async function addSetup(store: Store, owner: string): Promise<void> {
  await store.providers.add(provider(owner), provider('prov_2'));
  await store.pools.add(pool('pool_1', owner));
  await store.numbers.add(
    virtualNumber('num_1', '+12025550111'),
    virtualNumber('num_2', '+12025550112', { state: 'retired' }),
  );
  await store.sites.add(site('site_1'));
  await store.endpoints.add(endpoint('end_1'));
  await store.keys.add(apiKey('key_1', 'd1'), { ...apiKey('key_2', 'd2'), providers: ['prov_1'] });
  await store.people.add({
    ...{ id: 'per_1', email: 'anna@example.com', name: 'Anna', role: 'owner', providers: null },
    ...{ seesCallers: true, createdAt },
  });
  await store.shares.add({
    ...{ id: 'share_1', provider: owner, name: 'Agency', shows: 'calls', query: { source: 'google' } },
    ...{ expiresAt: createdAt, digest: 'd3', createdAt },
  });
  await store.blocks.add(block('block_1', ANNA));
  await store.credentials.add(newCredentials('per_1'));
  await store.numberOrders.add(numberOrder('ord_1', { provider: owner }));
  await store.costs.add({
    ...{ id: 'cost_1', provider: owner, source: 'google', medium: null, campaign: null },
    ...{ since: '2026-01-01', until: '2026-01-31', amount: '12.50', currency: 'EUR', createdAt },
  });
  await store.reattributions.add(reattribution('reat_1'));
  await store.fits.add(fitted(owner, 1));
  await store.fits.add(fitted(owner, 10));
  const counts = { calls: 1, events: 1, attributions: 1, notes: 0, deliveries: 0, sessions: 1, hits: 1 };
  await store.erasures.add({
    ...{ id: 'era_1', of: 'caller', provider: null, calls: ['call_9'], recordings: [], blockedBy: [] },
    ...{ erased: { ...counts, showings: 1, links: 1, jobs: 0, memories: 0 }, at: createdAt },
  });
  const changes = [{ kind: 'sites', id: 'site_1', before: null, after: NAMES }];
  const noted = {
    ...{ key: 'key_1', name: 'Shop', address: '2001:db8::1', readsCallers: true },
    ...{ method: 'GET', route: '/v1/calls', provider: owner, status: 200, count: 2, at: createdAt },
    kind: 'key' as const,
  };
  await store.audit.note([
    { ...noted, ids: ['call_1'], id: 'aud_1', query: NAMES, changes },
    { ...noted, ids: [], id: 'aud_2', query: {}, changes: [], provider: null, readsCallers: false },
  ]);
}

async function addHistory({ history }: Store): Promise<void> {
  const visit = facts('google', { visitor: 'anna', values: { source: 'google', ...NAMES }, clickIds: NAMES });
  await history.apply([
    entry.start(0, 'link_1'),
    entry.shown(0, 'link_1', 's1', { facts: visit }),
    entry.shown(1, 'link_1', 's"2', { facts: facts('bing') }),
    entry.hit(2, 's1', { page: 'https://shop.example/' }),
    entry.hit(3, 's1', { hit: 'tap' }),
    entry.hit(4, 'hits alone'),
    entry.unshown(5, 's3'),
    entry.gone(20, 'link_1', 's1', at(19)),
    entry.end(50, 'link_1', at(40)),
    entry.start(60, 'link_2', { key: 's4' }),
    entry.gone(61, 'link_2', 's4', at(60)),
    entry.seen(70, 'link_2'),
  ]);
}

async function addCalls(store: Store, owner: string): Promise<void> {
  await store.calls.addEvent({ ...received('CA-call_1', 'received', 10), from: ANNA });
  await store.calls.addEvent({ ...received('CA-call_1', 'repeated', 11), forwardedFrom: ANNA });
  const ended = { from: ANNA, state: 'ended' } as const;
  await store.calls.save(call('call_1', 10, { ...ended, outcome: 'missed', eventCount: 3 }));
  await store.calls.save(
    call('call_2', 20, { ...ended, outcome: 'voicemail', recording: { url: 'https://a', seconds: 1 } }),
  );
  await store.calls.save(call('call_3', 30, { ...ended, outcome: 'answered', provider: null, site: null }));
  await store.calls.save(call('call_4', 40, { from: null }));
  await store.calls.save(call('call_5', 50, { ...ended, outcome: 'answered' }));
  await store.calls.save(call('call_6', 60, { ...ended, outcome: 'missed', from: '+12025550177' }));
  const named = { provider: owner, to: 'session' as const, session: 's1', visitor: 'anna', clickIds: NAMES };
  for (const [id, of, second] of [
    ['attr_1', { call: 'call_1' }, 10],
    ['attr_2', { call: 'call_1', replaces: 'attr_1', source: 'bing', campaign: 'spring' }, 10],
    ['attr_3', { call: 'call_2', provider: null }, 20],
    ['attr_4', { call: 'call_5', to: 'none' as const, session: null }, 50],
  ] as const)
    await store.attributions.add(attribution(id, { ...named, ...of, at: at(second) }));
  // The first position is free from here.
  await store.attributions.expire(owner, at(11), 1);
  const note = { text: 'Calls back', at: createdAt };
  await store.annotations.annotate('call_1', { tags: ['roof', 'roof'], note });
  await store.annotations.annotate('call_2', {
    qualification: { value: 12.5, currency: 'EUR', at: createdAt },
  });
  await store.annotations.annotate('call_6', { calledBackAt: createdAt });
}

async function addConsumers({ consumers, progress: positions, deliveries, episodes }: Store): Promise<void> {
  const settings = { url: 'https://hooks.example.com/calls', about: null };
  const sealed = { sealed: 'v1:abc' } as never;
  await consumers.add(
    consumer('cons_1', { settings }),
    consumer('cons_2', { settings, credentials: sealed }),
  );
  await positions.add(progress('cons_1', { cursor: '3', planned: 2 }));
  await deliveries.add(
    delivery('del_1'),
    delivery('del_2', { state: 'dead', ordinal: 2, nextTryAt: null, call: 'call_2' }),
  );
  const sent = { sent: JSON.stringify(NAMES), state: 'delivered', deliveredAt: createdAt } as const;
  await deliveries.add(delivery('del_3', { ...sent, ordinal: 3 }));
  await episodes.add({
    ...{ id: 'epi_1', consumer: 'cons_1', subject: 'pool_1', state: null, since: createdAt, notice: null },
    version: 3,
  });
}

async function addReports({ reports }: Store, owner: string): Promise<void> {
  const used = (id: string, usedAt: Date, of = {}) => ({ ...dimensionsOf(attribution(id, of)), usedAt });
  const numbers = await reports.addDimensions([used('a', at(0)), used('b', at(90_000), { source: 'bing' })]);
  const last = used('c', at(0), { source: 'gone', provider: 'prov_2' });
  await reports.addDimensions([last]);
  // Its number must stay unused.
  await reports.expire('prov_2', at(200_000), 9);
  for (const [provider, second] of [
    [owner, 0],
    [owner, 86_400],
    [null, 0],
  ] as const) {
    const dimensions = [...numbers.values()];
    const cells = packCells(
      dimensions.map((one) => ({ dimensions: one, calls: 2, talkSeconds: 1.5, confidence: 50 })),
    );
    await reports.put({ provider, at: at(second), upTo: 3, cells }, null);
  }
  await reports.advance(3);
}

/** Returns the answers of the store to queries of each part. */
export async function answersOf(store: Store, owner = 'prov_1') {
  const page = { limit: 100 };
  const days = async (range: object) =>
    (await store.reports.days(range)).map(({ provider, at }) => ({ provider, at }));
  const others = ['reattributions', 'costs', 'numberOrders', 'consumers', 'erasures'] as const;
  const found = await Promise.all([...KINDS, ...others].map((kind) => store[kind].list(page)));
  const s1 = [{ site: 'site_1', session: 's1' }];
  return {
    installation: await store.installation.id(),
    records: found,
    credentials: await store.credentials.get('per_1'),
    fit: await store.fits.latest(owner),
    history: [
      await store.history.link('link_1'),
      await store.history.linksOf(owner, '+12025550111', at(90), 9),
      await store.history.shown('link_1', at(90), 9),
      await store.history.showings(owner, '+12025550111', at(90), 9),
      await store.history.session('site_1', 's1'),
      await store.history.session('site_1', 'hits alone'),
      await store.history.hits('site_1', 's1', at(0), at(90)),
      await store.history.lastTaps(s1, at(0), at(90)),
      await store.history.factsOf(s1),
      await store.history.sessionsOf('anna', 9),
      await store.history.numbersShownTo(s1),
    ],
    visits: await store.visits.list(EVER, 100),
    calls: await store.calls.list(page),
    events: await store.calls.eventsOf({ carrier: 'twilio', carrierCallId: 'CA-call_1' }),
    open: await store.calls.open(at(90), 9),
    earlier: await store.calls.earlierOf(owner, ANNA, at(90)),
    filtered: await Promise.all(
      [
        { returned: true },
        { returned: false },
        { source: 'bing' },
        { tag: 'roof' },
        { minValue: 12 },
        { band: 7 },
      ].map(async (filter) => [await store.calls.list(page, filter), await store.calls.count(filter)]),
    ),
    results: (await store.callResults.list(EVER, 100)).toSorted((a, b) => a.call.localeCompare(b.call)),
    annotations: await store.annotations.of(['call_1', 'call_2', 'call_6']),
    feed: await store.attributions.feed(page),
    current: [await store.attributions.ofCall('call_1'), await store.attributions.ofSessions(s1)],
    progress: await store.progress.get('cons_1'),
    deliveries: [
      await store.deliveries.list('cons_1', page),
      await store.deliveries.due('cons_1', '2026-02', 9),
      await store.deliveries.dead('cons_1', 9),
    ],
    episode: await store.episodes.get('epi_1'),
    reports: [
      await store.reports.position(),
      await store.reports.list({}, 100),
      await days({}),
      await days({ provider: owner }),
      await store.reports.dimensions([1, 2, 3]),
    ],
    audit: [
      await store.audit.list(page),
      await store.audit.list(page, { hasChanges: false, readsCallers: false }),
    ],
  };
}
