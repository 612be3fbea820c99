import { describe, expect, it } from 'vitest';
import { attribute, bucketFacts, visitFacts } from './attribute.ts';
import type { AttributionFacts } from './attribution-facts.ts';
import type { Call } from './call.ts';
import { UNKNOWN_CALLER } from './confidence/evidence.ts';
import { type Holder, holdersOf, type Showing } from './confidence/holder.ts';
import { PRIOR } from './confidence/prior.ts';
import type { LinkRecord } from './ledger.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1, 12) + seconds * 1000);
const DAY = 86_400;

const call: Call = {
  id: 'call_1',
  carrier: 'twilio',
  carrierCallId: 'CA1',
  from: '+12125550100',
  to: '+12025550101',
  at: at(0),
  state: 'ended',
  outcome: 'answered',
  ringSeconds: 4,
  talkSeconds: 42,
  answeredBy: null,
  recording: null,
  attestation: null,
  forwardedFrom: null,
  account: null,
  reconciled: false,
  resolution: 'live',
  endpoint: 'end_1',
  site: 'site_1',
  provider: 'prov_1',
  pool: 'pool_1',
  link: 'lnk_1',
  keyedBy: 'session',
  key: 's1',
  eventCount: 2,
};

type Shown = Partial<Showing> & {
  /** Seconds before the call: when it was first shown, and when its page was closed. */
  from: number;
  to?: number;
  source?: string;
  tappedAt?: Date;
  region?: string;
  intent?: string;
};

/** A session as a holder of a session's number, or with `inBucket` of a bucket's number. */
function shown(
  name: string,
  { from, to, source = 'google', tappedAt, region, intent, ...more }: Shown,
): Holder {
  const showing: Showing = {
    link: `lnk_${name}`,
    keyedBy: 'session',
    key: name,
    linkStartedAt: at(-from),
    site: 'site_1',
    session: name,
    shownAt: at(-from),
    seenAt: to === undefined ? null : at(-to),
    ...more,
  };
  const values = { source, medium: 'cpc', ...(region && { region }), ...(intent && { intent }) };
  const facts = {
    values,
    visitor: `visitor of ${name}`,
    page: 'https://shop.example/',
    referrer: null,
    clickIds: { gclid: name },
  };
  const visit = { facts, bucket: JSON.stringify({ source, medium: 'cpc' }), tappedAt: tappedAt ?? null };
  return {
    showing,
    since: showing.shownAt,
    closedAt: showing.seenAt,
    visit: showing.session === null ? null : visit,
  };
}

const BING = { source: 'bing', medium: 'cpc' };
const inBucket = { keyedBy: 'bucket' as const, key: JSON.stringify(BING), source: 'bing' };

function attributed(holders: Holder[], more: Partial<AttributionFacts> = {}) {
  return attribute({
    call,
    holders,
    isCut: false,
    link: null,
    caller: UNKNOWN_CALLER,
    model: { version: null, hazards: PRIOR },
    claimAt: 0.8,
    madeAt: at(60),
    ...more,
  });
}

type Case = [
  name: string,
  holders: Holder[],
  more: Partial<AttributionFacts>,
  expected: { to: string; session?: string | null; rung: string; least: number; most: number },
];

/** Cases computed by hand from the prior: the expected result, and the bounds of its confidence. */
const CASES: Case[] = [
  [
    'a session whose page is open is named',
    [shown('s1', { from: 60 })],
    {},
    { to: 'session', session: 's1', rung: 'session', least: 0.99, most: 0.999 },
  ],
  [
    'a session whose page was closed half a minute ago is named',
    [shown('s1', { from: 200, to: 30 })],
    { call: { ...call, resolution: 'late' } },
    { to: 'session', session: 's1', rung: 'session', least: 0.97, most: 0.99 },
  ],
  [
    'a session whose page was closed five days ago is not named',
    [shown('s1', { from: 5 * DAY + 60, to: 5 * DAY })],
    { call: { ...call, resolution: 'late' } },
    { to: 'none', session: null, rung: 'session', least: 0.5, most: 1 },
  ],
  [
    'of an open page and one closed ten minutes ago the open one is named',
    [shown('s2', { from: 45 }), shown('s1', { from: 900, to: 600, source: 'bing' })],
    {},
    { to: 'session', session: 's2', rung: 'session', least: 0.97, most: 0.99 },
  ],
  [
    'of two closed pages of two buckets the likelier bucket is named',
    [shown('s2', { from: 400, to: 300 }), shown('s1', { from: 700, to: 500, source: 'bing' })],
    { call: { ...call, resolution: 'late' } },
    { to: 'bucket', session: null, rung: 'session', least: 0.5, most: 0.7 },
  ],
  [
    'of two closed pages of one bucket their bucket is named',
    [shown('s2', { from: 400, to: 300 }), shown('s1', { from: 700, to: 500 })],
    { call: { ...call, resolution: 'late' } },
    { to: 'bucket', session: null, rung: 'session', least: 0.8, most: 0.97 },
  ],
  [
    'a bucket number with three open pages names the bucket',
    [30, 60, 90].map((from) => shown(`b${from}`, { ...inBucket, from })),
    {},
    { to: 'bucket', session: null, rung: 'bucket', least: 0.99, most: 0.9995 },
  ],
  [
    'a bucket number with one open page names the bucket and no session',
    [shown('b1', { ...inBucket, from: 30 })],
    {},
    { to: 'bucket', session: null, rung: 'bucket', least: 0.99, most: 0.9995 },
  ],
  [
    'a bucket number with visitors who declined consent names the bucket',
    [shown('anonymous', { ...inBucket, session: null, site: null, from: 30 })],
    {},
    { to: 'bucket', session: null, rung: 'bucket', least: 0.99, most: 0.9995 },
  ],
  [
    'an overflow number names the bucket of most visitors',
    [
      ...[20, 40, 60].map((to) => shown(`o${to}`, { keyedBy: null, key: null, from: to, to })),
      shown('o9', { keyedBy: null, key: null, from: 90, to: 90, source: 'bing' }),
    ],
    { call: { ...call, resolution: 'overflow' } },
    { to: 'bucket', session: null, rung: 'overflow', least: 0.7, most: 0.95 },
  ],
  [
    'of two closed pages the one with a tap 20 seconds before is named',
    [shown('s2', { from: 200, to: 10 }), shown('s1', { from: 300, to: 15, tappedAt: at(-20) })],
    { call: { ...call, resolution: 'late' } },
    { to: 'session', session: 's1', rung: 'session', least: 0.9, most: 1 },
  ],
  [
    'of two closed pages the one whose visitor has called before is named',
    [shown('s2', { from: 400, to: 300 }), shown('s1', { from: 700, to: 500 })],
    {
      call: { ...call, resolution: 'late' },
      caller: { number: '+12125550100', calls: 1, visitors: new Map([['visitor of s1', 0.97]]) },
    },
    { to: 'session', session: 's1', rung: 'session', least: 0.9, most: 1 },
  ],
  [
    'a number that was shown to nobody names nobody',
    [],
    { call: { ...call, resolution: 'unlinked' } },
    { to: 'none', session: null, rung: 'none', least: 1, most: 1 },
  ],
];

describe('attribute', () => {
  it.each(CASES)('%s', (_name, holders, more, { to, session, rung, least, most }) => {
    const attribution = attributed(holders, more);
    expect(attribution).toMatchObject({ to, session: session ?? null, rung });
    expect(attribution.confidence).toBeGreaterThanOrEqual(least);
    expect(attribution.confidence).toBeLessThanOrEqual(most);
    const sum = attribution.candidates.reduce((total, one) => total + one.probability, attribution.nobody);
    expect(sum).toBeCloseTo(1, 3);
  });

  it('counts two tabs of one session as one candidate, open while one tab is', () => {
    const showing = (link: string, from: number, seenAt: Date | null): Showing => ({
      ...shown('s1', { from }).showing,
      link,
      seenAt,
    });
    // The later page was closed, which ended its link. The earlier tab allocated again and got the same number.
    const holders = holdersOf(
      [
        showing('c', 20, null),
        showing('b', 100, at(-30)),
        showing('a', 300, at(-110)),
        showing('z', -5, null),
      ],
      at(0),
      () => null,
    );
    expect(holders).toHaveLength(1);
    expect(holders[0]).toMatchObject({ since: at(-300), closedAt: null, showing: { link: 'c' } });
    expect(attributed(holders)).toMatchObject({ to: 'session', session: 's1' });
    const closed = holdersOf([showing('b', 100, at(-30)), showing('a', 300, at(-10))], at(0), () => null);
    expect(closed[0]?.closedAt).toEqual(at(-10));
  });
});

describe('an attribution', () => {
  it('has the touch of its session, and no visitor for a bucket', () => {
    expect(attributed([shown('s1', { from: 60 })])).toMatchObject({
      visitor: 'visitor of s1',
      number: call.to,
      location: null,
      source: 'google',
      channel: 'Paid Search',
      landingPage: 'https://shop.example/',
      clickIds: { gclid: 's1' },
      lastTouch: { source: 'google', medium: 'cpc', clickIds: { gclid: 's1' } },
    });
    expect(attributed([shown('b1', { ...inBucket, from: 30 })])).toMatchObject({
      visitor: null,
      landingPage: null,
      clickIds: {},
      lastTouch: null,
      bucket: BING,
      source: 'bing',
      channel: 'Paid Search',
    });
  });

  it('has the location of its session or bucket', () => {
    const facts = { values: { location: 'Bonn' }, visitor: null, page: null, referrer: null, clickIds: {} };
    expect(visitFacts(facts)).toMatchObject({ location: 'Bonn', source: null });
    expect(bucketFacts({ location: 'Bonn', source: 'bing' })).toMatchObject({ location: 'Bonn' });
    expect(bucketFacts({ source: 'bing', location: '' })).toMatchObject({ location: null });
  });

  it('has a higher probability for a page that was closed later', () => {
    const confidences = [1, 60, 600, 7200].map(
      (to) => attributed([shown('s1', { from: to + 300, to })]).candidates[0]?.probability ?? 0,
    );
    expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
    expect(new Set(confidences).size).toBe(4);
  });

  it('names a session from the confidence on that the provider requires', () => {
    const holders = [shown('s2', { from: 45 }), shown('s1', { from: 900, to: 600 })];
    const { confidence } = attributed(holders);
    expect(attributed(holders, { claimAt: confidence - 0.001 }).to).toBe('session');
    expect(attributed(holders, { claimAt: confidence + 0.001 }).to).toBe('bucket');
  });

  it('explains itself in sentences with figures', () => {
    const lines = attributed([
      shown('s1', { from: 60, tappedAt: at(-10) }),
      shown('s0', { from: 900, to: 600 }),
    ]).evidence;
    expect(lines[0]).toBe('The number was shown to a session when the call came in.');
    expect(lines.join('\n')).toMatch(
      /on the page for 60 seconds before the call.\nVisitors at that moment make [\d.]+ calls an hour/,
    );
    expect(lines.join('\n')).toMatch(
      /tapped a phone link in the minute before the call. This makes the call \d+ times as likely/,
    );
    expect(lines.join('\n')).toMatch(/One other visitor was shown the number/);
    expect(lines.join('\n')).toContain('attributed to the session, because its probability reaches 0.8');
    expect(lines.at(-1)).toContain('provisional');
    const link = { reason: 'over_threshold', activeSessions: 6, threshold: 5 } as LinkRecord;
    expect(attributed([shown('b1', { ...inBucket, from: 30 })], { link }).evidence.join()).toContain(
      '6 active sessions were more than the threshold of 5',
    );
  });

  it('has a code and the figures of each sentence', () => {
    const { evidence, findings = [] } = attributed([
      shown('s1', { from: 60, tappedAt: at(-10) }),
      shown('s0', { from: 900, to: 600 }),
    ]);
    expect(findings).toHaveLength(evidence.length);
    expect(findings[1]).toEqual({ code: 'page_open', facts: { seconds: 60 } });
    expect(findings.map(({ code }) => code)).toEqual([
      ...['shown_at_call', 'page_open', 'rate_of_open_page', 'tap', 'visitor_probability'],
      ...['other_visitors', 'nobody_probability', 'to_session', 'provisional'],
    ]);
    expect(attributed([], {}).findings?.map(({ code }) => code)).toEqual(['shown_to_nobody']);
  });

  it('weighs visitors of the caller’s region up, and visitors of another region down', () => {
    const holders = [
      shown('s1', { from: 400, to: 300, region: '212' }),
      shown('s2', { from: 500, to: 300, region: 'DE' }),
      shown('s3', { from: 500, to: 300 }),
    ];
    const caller = { ...UNKNOWN_CALLER, number: '+12125550100' };
    const factors = Object.fromEntries(
      attributed(holders, { caller }).candidates.map((one) => [one.session, one.factors]),
    );
    expect(factors.s1?.[0]).toMatchObject({ of: 'region', ratio: 1.6 });
    expect(factors.s2?.[0]).toMatchObject({ of: 'region', ratio: 0.4 });
    expect(factors.s3).toEqual([]);
    expect(
      attributed(holders).candidates.flatMap((one) => one.factors),
      'a withheld number',
    ).toEqual([]);
  });

  it('weighs a session by the fitted weight of its intent', () => {
    const intents = [
      { name: 'hot', weight: 4 },
      { name: 'cold', weight: 0.25 },
    ];
    const model = { version: 3, hazards: { ...PRIOR, backgroundShare: 0, intents } };
    const two = (first?: string, second?: string) =>
      attributed(
        [
          shown('s1', { from: 500, to: 300, intent: first }),
          shown('s2', { from: 500, to: 300, intent: second }),
        ],
        {
          model,
        },
      ).candidates;
    const odds = ([one, other]: ReturnType<typeof two>) =>
      (one?.probability ?? 0) / (other?.probability ?? 1);
    expect(two(' Hot ', 'cold')[0]).toMatchObject({ session: 's1', factors: [{ of: 'intent', ratio: 4 }] });
    expect(odds(two('hot', 'cold'))).toBeCloseTo(16, 0);
    expect(odds(two('hot'))).toBeCloseTo(4, 1);
    expect(odds(two('unknown', undefined)), 'an intent without a fitted weight').toBe(1);
    expect(attributed([shown('s1', { from: 60, intent: 'hot' })], { model }).evidence.join('\n')).toContain(
      'The site reported the intent hot. Such visitors call 4 times as often.',
    );
    // A tap adds the same rate for a hot session.
    const tapped = { from: 300, to: 15, tappedAt: at(-20) };
    const [hot, none] = ['hot', undefined].map((intent) => {
      const [candidate] = attributed([shown('s1', { ...tapped, intent })], { model }).candidates;
      const ratio = candidate?.factors.find(({ of }) => of === 'tap')?.ratio ?? 0;
      return (ratio - 1) * (intent ? 4 : 1);
    });
    expect(hot).toBeCloseTo(none ?? 0, 1);
  });

  it('gives holders before those on record the mean intent of those on record', () => {
    const model = {
      version: 3,
      hazards: { ...PRIOR, backgroundShare: 0, intents: [{ name: 'hot', weight: 4 }] },
    };
    const ring = (intent?: string) =>
      Array.from({ length: 40 }, (_, i) =>
        shown(`b${i}`, { ...inBucket, from: 60 * i + 30, to: 60 * i, intent }),
      );
    const nobody = (intent?: string) => {
      const share = attributed(ring(intent), { model, isCut: true }).nobody;
      return share - attributed(ring(intent), { model }).nobody;
    };
    expect(nobody('hot')).toBeGreaterThan(nobody());
    const [hot, none] = [nobody('hot'), nobody()];
    expect(hot).toBeLessThan(4 * none);
  });

  it('counts holders before those on record, on a bucket number for its bucket', () => {
    const ring = Array.from({ length: 40 }, (_, i) =>
      shown(`b${i}`, { ...inBucket, from: 60 * i + 30, to: 60 * i }),
    );
    const whole = attributed(ring);
    const cut = attributed(ring, { isCut: true });
    expect(cut.nobody).toBeGreaterThan(whole.nobody);
    const sameLink = ring.map((one) => ({
      ...one,
      showing: { ...one.showing, linkStartedAt: at(-6 * DAY) },
    }));
    const ofBucket = attributed(sameLink, { isCut: true });
    expect(ofBucket.nobody).toBeLessThan(cut.nobody);
    expect(ofBucket.buckets[0]?.probability).toBeGreaterThan(cut.buckets[0]?.probability ?? 1);
  });

  it('does not depend on the order of the holders', () => {
    const holders = [shown('s1', { from: 60 }), shown('a', { from: 300, to: 30 })];
    expect(attributed(holders)).toEqual(attributed(holders.toReversed()));
  });
});
