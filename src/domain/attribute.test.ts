import { describe, expect, it } from 'vitest';
import { attribute } from './attribute.ts';
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

/** A session's page; in a bucket's number when it says so. */
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

function told(holders: Holder[], more: Partial<AttributionFacts> = {}) {
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

/** Cases reckoned by hand from the prior: whom they name, and between which bounds the confidence must lie. */
const CASES: Case[] = [
  [
    'live: the page is open',
    [shown('s1', { from: 60 })],
    {},
    { to: 'session', session: 's1', rung: 'session', least: 0.99, most: 0.999 },
  ],
  [
    'late: the page was closed half a minute ago',
    [shown('s1', { from: 200, to: 30 })],
    { call: { ...call, resolution: 'late' } },
    { to: 'session', session: 's1', rung: 'session', least: 0.97, most: 0.99 },
  ],
  [
    'late: it was closed five days ago',
    [shown('s1', { from: 5 * DAY + 60, to: 5 * DAY })],
    { call: { ...call, resolution: 'late' } },
    { to: 'none', session: null, rung: 'session', least: 0.5, most: 1 },
  ],
  [
    'a number used again: the open page against one closed ten minutes ago',
    [shown('s2', { from: 45 }), shown('s1', { from: 900, to: 600, source: 'bing' })],
    {},
    { to: 'session', session: 's2', rung: 'session', least: 0.97, most: 0.99 },
  ],
  [
    'a number used again: both closed, of two buckets, and neither clear',
    [shown('s2', { from: 400, to: 300 }), shown('s1', { from: 700, to: 500, source: 'bing' })],
    { call: { ...call, resolution: 'late' } },
    { to: 'bucket', session: null, rung: 'session', least: 0.5, most: 0.7 },
  ],
  [
    'a number used again: neither clear, but both of one bucket',
    [shown('s2', { from: 400, to: 300 }), shown('s1', { from: 700, to: 500 })],
    { call: { ...call, resolution: 'late' } },
    { to: 'bucket', session: null, rung: 'session', least: 0.8, most: 0.97 },
  ],
  [
    'bucket: three of its pages are open',
    [30, 60, 90].map((from) => shown(`b${from}`, { ...inBucket, from })),
    {},
    { to: 'bucket', session: null, rung: 'bucket', least: 0.99, most: 0.9995 },
  ],
  [
    'bucket: one alone, which a bucket names all the same',
    [shown('b1', { ...inBucket, from: 30 })],
    {},
    { to: 'bucket', session: null, rung: 'bucket', least: 0.99, most: 0.9995 },
  ],
  [
    'bucket: only visitors who have not agreed to be told from others',
    [shown('anonymous', { ...inBucket, session: null, site: null, from: 30 })],
    {},
    { to: 'bucket', session: null, rung: 'bucket', least: 0.99, most: 0.9995 },
  ],
  [
    'overflow: shown to many, most of one bucket',
    [
      ...[20, 40, 60].map((to) => shown(`o${to}`, { keyedBy: null, key: null, from: to, to })),
      shown('o9', { keyedBy: null, key: null, from: 90, to: 90, source: 'bing' }),
    ],
    { call: { ...call, resolution: 'overflow' } },
    { to: 'bucket', session: null, rung: 'overflow', least: 0.7, most: 0.95 },
  ],
  [
    'tap: of two closed pages one had tapped a phone link 20 seconds before',
    [shown('s2', { from: 200, to: 10 }), shown('s1', { from: 300, to: 15, tappedAt: at(-20) })],
    { call: { ...call, resolution: 'late' } },
    { to: 'session', session: 's1', rung: 'session', least: 0.9, most: 1 },
  ],
  [
    'repeat caller: an earlier call had made the caller known as a visitor of one of them',
    [shown('s2', { from: 400, to: 300 }), shown('s1', { from: 700, to: 500 })],
    {
      call: { ...call, resolution: 'late' },
      caller: { number: '+12125550100', calls: 1, visitors: new Map([['visitor of s1', 0.97]]) },
    },
    { to: 'session', session: 's1', rung: 'session', least: 0.9, most: 1 },
  ],
  [
    'unknown: the number was shown to nobody',
    [],
    { call: { ...call, resolution: 'unlinked' } },
    { to: 'none', session: null, rung: 'none', least: 1, most: 1 },
  ],
];

describe('a call, by the table of cases:', () => {
  it.each(CASES)('%s', (_name, holders, more, { to, session, rung, least, most }) => {
    const attribution = told(holders, more);
    expect(attribution).toMatchObject({ to, session: session ?? null, rung });
    expect(attribution.confidence).toBeGreaterThanOrEqual(least);
    expect(attribution.confidence).toBeLessThanOrEqual(most);
    const sum = attribution.candidates.reduce((total, one) => total + one.probability, attribution.nobody);
    expect(sum).toBeCloseTo(1, 3);
  });

  it('two tabs: pages of one session on one number are one candidate, open while one of them is', () => {
    const showing = (link: string, from: number, seenAt: Date | null): Showing => ({
      ...shown('s1', { from }).showing,
      link,
      seenAt,
    });
    // The later page was closed, which ended its link; the earlier tab asked anew and had the number back.
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
    expect(told(holders)).toMatchObject({ to: 'session', session: 's1' });
    const closed = holdersOf([showing('b', 100, at(-30)), showing('a', 300, at(-10))], at(0), () => null);
    expect(closed[0]?.closedAt).toEqual(at(-10));
  });
});

describe('an attribution', () => {
  it('tells of a session what brought it, and of a bucket no visitor', () => {
    expect(told([shown('s1', { from: 60 })])).toMatchObject({
      visitor: 'visitor of s1',
      source: 'google',
      channel: 'Paid Search',
      landingPage: 'https://shop.example/',
      clickIds: { gclid: 's1' },
      lastTouch: { source: 'google', medium: 'cpc', clickIds: { gclid: 's1' } },
    });
    expect(told([shown('b1', { ...inBucket, from: 30 })])).toMatchObject({
      visitor: null,
      landingPage: null,
      clickIds: {},
      lastTouch: null,
      bucket: BING,
      source: 'bing',
      channel: 'Paid Search',
    });
  });

  it('is surer of a page that was closed the later', () => {
    const confidences = [1, 60, 600, 7200].map(
      (to) => told([shown('s1', { from: to + 300, to })]).candidates[0]?.probability ?? 0,
    );
    expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
    expect(new Set(confidences).size).toBe(4);
  });

  it('names a session from the confidence on that the provider has set', () => {
    const holders = [shown('s2', { from: 45 }), shown('s1', { from: 900, to: 600 })];
    const { confidence } = told(holders);
    expect(told(holders, { claimAt: confidence - 0.001 }).to).toBe('session');
    expect(told(holders, { claimAt: confidence + 0.001 }).to).toBe('bucket');
  });

  it('says why in words and figures', () => {
    const lines = told([
      shown('s1', { from: 60, tappedAt: at(-10) }),
      shown('s0', { from: 900, to: 600 }),
    ]).evidence;
    expect(lines[0]).toBe('The number was shown to a session when the call came in.');
    expect(lines.join('\n')).toMatch(/open for 60 seconds; such a page calls [\d.]+ times an hour/);
    expect(lines.join('\n')).toMatch(/tapped a phone link in the minute before: \d+ times as likely/);
    expect(lines.join('\n')).toMatch(/One other had been shown the number/);
    expect(lines.join('\n')).toContain('reaches the 0.8 asked for a session');
    expect(lines.at(-1)).toContain('provisional');
    const link = { reason: 'over_threshold', activeSessions: 6, threshold: 5 } as LinkRecord;
    expect(told([shown('b1', { ...inBucket, from: 30 })], { link }).evidence.join()).toContain(
      '6 active sessions were more than the threshold of 5',
    );
  });

  it('lowers whoever is in another region, and raises those of the caller’s', () => {
    const holders = [
      shown('s1', { from: 400, to: 300, region: '212' }),
      shown('s2', { from: 500, to: 300, region: 'DE' }),
      shown('s3', { from: 500, to: 300 }),
    ];
    const caller = { ...UNKNOWN_CALLER, number: '+12125550100' };
    const factors = Object.fromEntries(
      told(holders, { caller }).candidates.map((one) => [one.session, one.factors]),
    );
    expect(factors.s1?.[0]).toMatchObject({ of: 'region', ratio: 1.6 });
    expect(factors.s2?.[0]).toMatchObject({ of: 'region', ratio: 0.4 });
    expect(factors.s3).toEqual([]);
    expect(
      told(holders).candidates.flatMap((one) => one.factors),
      'a withheld number',
    ).toEqual([]);
  });

  it('takes it that sessions of an intent call as often as was learnt of it', () => {
    const intents = [
      { name: 'hot', weight: 4 },
      { name: 'cold', weight: 0.25 },
    ];
    const model = { version: 3, hazards: { ...PRIOR, backgroundShare: 0, intents } };
    const two = (first?: string, second?: string) =>
      told(
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
    expect(odds(two('never met', undefined)), 'a class that nothing was learnt of').toBe(1);
    expect(told([shown('s1', { from: 60, intent: 'hot' })], { model }).evidence.join('\n')).toContain(
      'of the intent hot: such sessions call 4 times as often.',
    );
    // What a tap lets expect is no more for a hot session.
    const tapped = { from: 300, to: 15, tappedAt: at(-20) };
    const [hot, none] = ['hot', undefined].map((intent) => {
      const [candidate] = told([shown('s1', { ...tapped, intent })], { model }).candidates;
      const ratio = candidate?.factors.find(({ of }) => of === 'tap')?.ratio ?? 0;
      return (ratio - 1) * (intent ? 4 : 1);
    });
    expect(hot).toBeCloseTo(none ?? 0, 1);
  });

  it('takes those before the holders on record to be of such intents as these', () => {
    const model = {
      version: 3,
      hazards: { ...PRIOR, backgroundShare: 0, intents: [{ name: 'hot', weight: 4 }] },
    };
    const ring = (intent?: string) =>
      Array.from({ length: 40 }, (_, i) =>
        shown(`b${i}`, { ...inBucket, from: 60 * i + 30, to: 60 * i, intent }),
      );
    const nobody = (intent?: string) => {
      const share = told(ring(intent), { model, isCut: true }).nobody;
      return share - told(ring(intent), { model }).nobody;
    };
    expect(nobody('hot')).toBeGreaterThan(nobody());
    const [hot, none] = [nobody('hot'), nobody()];
    expect(hot).toBeLessThan(4 * none);
  });

  it('reckons with those before the holders on record, in a bucket’s number for its bucket', () => {
    const ring = Array.from({ length: 40 }, (_, i) =>
      shown(`b${i}`, { ...inBucket, from: 60 * i + 30, to: 60 * i }),
    );
    const whole = told(ring);
    const cut = told(ring, { isCut: true });
    expect(cut.nobody).toBeGreaterThan(whole.nobody);
    const sameLink = ring.map((one) => ({
      ...one,
      showing: { ...one.showing, linkStartedAt: at(-6 * DAY) },
    }));
    const ofBucket = told(sameLink, { isCut: true });
    expect(ofBucket.nobody).toBeLessThan(cut.nobody);
    expect(ofBucket.buckets[0]?.probability).toBeGreaterThan(cut.buckets[0]?.probability ?? 1);
  });

  it('is told the same each time', () => {
    const holders = [shown('s1', { from: 60 }), shown('a', { from: 300, to: 30 })];
    expect(told(holders)).toEqual(told(holders.toReversed()));
  });
});
