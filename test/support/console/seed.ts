/** Nine weeks of calls of a made-up business, for the tests of the console and for its screenshots. */
import { join } from 'node:path';
import { explained } from '../../../src/domain/attribute.ts';
import type { Attribution, Touch } from '../../../src/domain/attribution.ts';
import type { Call, CallOutcome } from '../../../src/domain/call.ts';
import { channelOf } from '../../../src/domain/channel.ts';
import { finding } from '../../../src/domain/explain.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import { DEFAULT_ROUTING } from '../../../src/domain/routing.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Store } from '../../../src/store/port.ts';
import * as example from '../examples.ts';
import { randomFrom } from '../random.ts';

const DAYS = 63;
/** The most calls of today, of yesterday and so on: a week, with two quiet days. */
const MAX_CALLS = [11, 14, 7, 5, 13, 12, 12];
const DAY_MS = 86_400_000;
const SITE = 'https://www.harbourlights.example';

type Origin = {
  source: string;
  medium: string | null;
  campaign?: string;
  keyword?: string;
  page: string;
  weight: number;
};

const ORIGINS: readonly Origin[] = [
  {
    source: 'google',
    medium: 'cpc',
    campaign: 'emergency-electrician',
    keyword: 'electrician near me',
    page: '/emergency',
    weight: 9,
  },
  {
    source: 'google',
    medium: 'cpc',
    campaign: 'ev-charger',
    keyword: 'ev charger installation',
    page: '/ev-chargers',
    weight: 6,
  },
  { source: 'google', medium: 'organic', page: '/', weight: 8 },
  { source: '(direct)', medium: '(none)', page: '/contact', weight: 5 },
  {
    source: 'bing',
    medium: 'cpc',
    campaign: 'emergency-electrician',
    keyword: 'fuse box repair',
    page: '/emergency',
    weight: 3,
  },
  { source: 'facebook', medium: 'paid_social', campaign: 'spring-rewiring', page: '/rewiring', weight: 3 },
  { source: 'newsletter', medium: 'email', campaign: 'spring-rewiring', page: '/rewiring', weight: 2 },
  { source: 'yellowpages.example', medium: 'referral', page: '/', weight: 2 },
  { source: 'chatgpt.com', medium: 'referral', page: '/ev-chargers', weight: 2 },
];

const OUTCOMES: readonly [CallOutcome, number][] = [
  ['answered', 13],
  ['missed', 4],
  ['voicemail', 2],
  ['blocked', 1],
];

export const SEEDED = {
  provider: 'prov_harbour',
  pool: 'pool_harbour',
  site: 'site_harbour',
  endpoint: 'end_desk',
};

/** Fills the store of a data folder that no Ringtrail runs on. The latest call came in shortly before `now`. */
export async function seedCalls(dataDir: string, now = new Date()): Promise<void> {
  const store = await openStore(`sqlite:${join(dataDir, 'ringtrail.db')}`);
  try {
    await addRecords(store);
    const random = randomFrom(13);
    const times = timesOf(random, now);
    for (const [n, at] of times.entries()) await addCall(store, callAt(at, n, random), n);
    await annotate(store);
  } finally {
    await store.close();
  }
}

async function addRecords(store: Store): Promise<void> {
  const { provider, pool, site, endpoint } = SEEDED;
  await store.providers.add({
    ...example.provider(provider),
    name: 'Harbour Lights Electric',
    country: 'US',
  });
  await store.pools.add({ ...example.pool(pool, provider), name: 'Main numbers' });
  await store.numbers.add(
    ...Array.from({ length: 12 }, (_, i) =>
      example.virtualNumber(`num_${i}`, `+120255501${String(i).padStart(2, '0')}`, { provider, pool }),
    ),
  );
  await store.sites.add(
    example.site(site, {
      provider,
      pool,
      name: 'Main site',
      origins: [SITE],
      bucketing: ['source', 'medium'],
    }),
  );
  const schedule = { timeZone: 'America/New_York', weekly: everyDay(), holidays: [] };
  await store.endpoints.add(
    example.endpoint(endpoint, {
      provider,
      site,
      name: 'Front desk',
      number: '+12025550199',
      routing: { ...DEFAULT_ROUTING, schedule },
    }),
    example.endpoint('end_night', { provider, site, name: 'Night service', number: '+12025550198' }),
  );
}

function everyDay() {
  const hours = [{ from: '00:00', to: '24:00' }];
  return {
    monday: hours,
    tuesday: hours,
    wednesday: hours,
    thursday: hours,
    friday: hours,
    saturday: hours,
    sunday: hours,
  };
}

/** Returns the times of the calls, the latest first: fewer on two days of a week, and none at night. */
function timesOf(random: () => number, now: Date): Date[] {
  const today = new Date(now.getTime() - 120_000);
  const days = Array.from({ length: DAYS }, (_, day) => {
    const ended = new Date(today.getTime() - day * DAY_MS);
    const most = MAX_CALLS[day % MAX_CALLS.length] ?? 0;
    const count = day === 0 ? most : Math.round(most * (0.6 + random() * 0.5));
    return Array.from({ length: count }, () => new Date(ended.getTime() - random() * 0.55 * DAY_MS));
  });
  return days.flat().sort((a, b) => b.getTime() - a.getTime());
}

type Made = { call: Call; origin: Origin; confidence: number; to: Attribution['to'] };

/** The call whose page the tests read: a visit by an ad that opened several pages. */
const STORY = 17;
const STORY_OF = { origin: ORIGINS[1] as Origin, confidence: 0.93, to: 'session' as const };
const ANSWERED = { from: '+14105550198', outcome: 'answered' as const, talkSeconds: 252, ringSeconds: 6 };

function callAt(at: Date, n: number, random: () => number): Made {
  const outcome = pick(OUTCOMES, random)[0];
  const origin = pick(
    ORIGINS.map((one) => [one, one.weight] as const),
    random,
  )[0];
  const chance = random();
  const to = chance < 0.78 ? 'session' : chance < 0.92 ? 'bucket' : 'none';
  const confidence = to === 'session' ? 0.82 + random() * 0.17 : 0.55 + random() * 0.35;
  const talkSeconds =
    outcome === 'answered' ? Math.round(30 + random() ** 2 * 600) : outcome === 'voicemail' ? 24 : null;
  const call = example.call(`call_seed${n}`, 0, {
    at,
    from:
      random() < 0.04
        ? null
        : `+1${['202', '301', '703', '410'][Math.floor(random() * 4)]}5550${String(100 + Math.floor(random() * 99))}`,
    to: `+120255501${String(n % 12).padStart(2, '0')}`,
    state: 'ended',
    ...{ outcome, talkSeconds },
    ringSeconds: outcome === 'missed' ? 25 : 3 + Math.floor(random() * 12),
    answeredBy: outcome === 'answered' ? '+12025550199' : null,
    provider: SEEDED.provider,
    site: SEEDED.site,
    endpoint: at.getUTCHours() < 5 ? 'end_night' : SEEDED.endpoint,
  });
  return n === STORY ? { ...STORY_OF, call: { ...call, ...ANSWERED } } : { call, origin, confidence, to };
}

async function addCall(store: Store, { call, origin, confidence, to }: Made, n: number): Promise<void> {
  await store.calls.save(call);
  const { source, medium, campaign = null, keyword = null } = origin;
  const channel = channelOf({ source, medium, campaign });
  const isKnown = to !== 'none';
  const touch: Touch = {
    ...{ source, medium, campaign, keyword, channel },
    content: null,
    page: `${SITE}${origin.page}`,
    referrer: source === 'google' ? 'https://www.google.com/' : null,
    clickIds: medium === 'cpc' && source === 'google' ? { gclid: `Cj0KCQ-${n}` } : {},
  };
  const before = (seconds: number) => new Date(call.at.getTime() - seconds * 1000).toISOString();
  const open = 20 + ((n * 37) % 240);
  const pages = [origin.page, '/prices', '/contact'].slice(0, 1 + (n % 3));
  await store.attributions.add(
    example.attribution(`attr_seed${n}`, {
      call: call.id,
      provider: SEEDED.provider,
      site: SEEDED.site,
      endpoint: call.endpoint,
      to,
      session: to === 'session' ? `s-${n}` : null,
      visitor: to === 'session' ? `v-${n}` : null,
      bucket: to === 'bucket' ? { source, medium: medium ?? '' } : null,
      source: isKnown ? source : null,
      medium: isKnown ? medium : null,
      campaign: isKnown ? campaign : null,
      keyword: isKnown ? keyword : null,
      channel: isKnown ? channel : null,
      landingPage: isKnown ? touch.page : null,
      clickIds: isKnown ? touch.clickIds : {},
      firstTouch: to === 'session' ? touch : null,
      lastTouch: to === 'session' ? touch : null,
      pages:
        to === 'session'
          ? pages.map((page, i) => ({ page: `${SITE}${page}`, at: before(open + 45 * (pages.length - i)) }))
          : [],
      callerCalls: n % 4 === 0 ? 1 : 0,
      outcome: call.outcome,
      talkSeconds: call.talkSeconds,
      confidence: isKnown ? confidence : 0.41,
      candidates: to === 'session' ? candidates(n, open, confidence) : [],
      buckets: [{ bucket: { source, medium: medium ?? '' }, probability: isKnown ? confidence : 0.41 }],
      nobody: 0.02,
      ...explained(findings(to, open, confidence)),
      rung: to === 'bucket' ? 'bucket' : 'session',
      at: call.at,
      madeAt: new Date(call.at.getTime() + ((call.talkSeconds ?? 0) + 32) * 1000).toISOString(),
    }),
  );
}

function candidates(n: number, ageSeconds: number, probability: number): Attribution['candidates'] {
  const one = { to: 'session' as const, bucket: null, link: 'link_1', callsPerHour: 0.5 };
  return [
    {
      ...one,
      session: `s-${n}`,
      probability,
      state: 'open',
      ageSeconds,
      closedSeconds: null,
      factors: n % 2 ? [{ of: 'tap', ratio: 18 }] : [],
    },
    {
      ...one,
      session: `s-other-${n}`,
      probability: (1 - probability) * 0.7,
      state: 'closed',
      ageSeconds: 1900,
      closedSeconds: 1240,
      factors: [],
    },
  ];
}

function findings(to: Attribution['to'], open: number, confidence: number): Finding[] {
  if (to === 'none') return [finding('shown_to_nobody')];
  if (to === 'bucket') return [finding('to_bucket_of_number', { probability: confidence })];
  return [
    finding('shown_at_call', { whose: 'session' }),
    finding('page_open', { seconds: open }),
    finding('visitor_probability', { probability: confidence }),
    finding('to_session', { claimAt: 0.8 }),
  ];
}

async function annotate(store: Store): Promise<void> {
  const at = new Date().toISOString();
  await store.annotations.annotate(`call_seed${STORY}`, {
    tags: ['quote sent'],
    note: { text: 'Wants a quote for a 22 kW charger by Friday.', at },
    qualification: { qualified: true, value: 1850, currency: 'USD', at },
  });
  await store.annotations.annotate('call_seed4', { qualification: { spam: true, at } });
}

function pick<T extends readonly [unknown, number]>(weighted: readonly T[], random: () => number): T {
  let left = random() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
  for (const one of weighted) {
    left -= one[1];
    if (left < 0) return one;
  }
  throw new Error('there is nothing to pick from');
}
