/** Valid records for tests. */
import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import type { Attribution } from '../../src/domain/attribution.ts';
import type { Call, CallReceived } from '../../src/domain/call.ts';
import type { Fit } from '../../src/domain/confidence/hazards.ts';
import { type Consumer, type ConsumerProgress, DEFAULT_RULE } from '../../src/domain/consumer.ts';
import type { Delivery } from '../../src/domain/delivery.ts';
import type { LedgerEntry, SessionFacts } from '../../src/domain/ledger.ts';
import type { ApiKey, Block, Endpoint, Pool, Provider, Site, VirtualNumber } from '../../src/domain/model.ts';
import { type NumberOrder, newOrder } from '../../src/domain/number-order.ts';
import type { Reattribution } from '../../src/domain/reattribution.ts';
import { DEFAULT_ROUTING } from '../../src/domain/routing.ts';

const createdAt = '2026-01-01T00:00:00.000Z';

/** Returns a moment: `seconds` after the beginning of the tests. */
export function at(seconds: number): Date {
  return new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
}

/** The last moment that a Date can hold. */
export const END_OF_TIME = new Date(8.64e15);

/** Returns the settings of a pool for the engine: the defaults of a provider and a pool, and the changes. */
export function poolSettings(
  changes: Pick<PoolSettings, 'provider' | 'pool'> & Partial<PoolSettings>,
): PoolSettings {
  return {
    activeSeconds: 120,
    holdSeconds: 120,
    lateMs: 0,
    policy: 'threshold',
    threshold: null,
    otherNumbers: 0,
    reserve: null,
    countedBy: 'provider',
    boundary: 'above',
    hysteresis: 0,
    overflowNumber: null,
    ...changes,
  };
}

export function provider(id: string): Provider {
  return {
    id,
    name: `Provider ${id}`,
    threshold: null,
    countedBy: 'provider',
    boundary: 'above',
    hysteresis: 0,
    activeSeconds: 120,
    defaultEndpoint: null,
    claimAt: 0.8,
    lateCallSeconds: 86_400,
    createdAt,
  };
}

export function pool(id: string, owner: string): Pool {
  const rest = { holdSeconds: 120, renewSeconds: 30, overflowNumber: null, reserve: null, createdAt };
  return { id, provider: owner, name: `Pool ${id}`, ...rest };
}

export function virtualNumber(id: string, number: string, of: Partial<VirtualNumber> = {}): VirtualNumber {
  return {
    id,
    provider: 'prov_1',
    pool: 'pool_1',
    carrier: 'twilio',
    number,
    state: 'active',
    pinned: null,
    createdAt,
    ...of,
  };
}

export function site(id: string, of: Partial<Site> = {}): Site {
  const rest = {
    origins: ['https://www.example.com'],
    allocationsPerMinute: null,
    bucketing: ['source' as const],
    createdAt,
  };
  return { id, provider: 'prov_1', pool: 'pool_1', name: `Site ${id}`, ...rest, ...of };
}

export function endpoint(id: string, of: Partial<Endpoint> = {}): Endpoint {
  const rest = { number: '+12025550100', sip: null, routing: DEFAULT_ROUTING, createdAt };
  return { id, provider: 'prov_1', site: 'site_1', name: `Endpoint ${id}`, ...rest, ...of };
}

export function block(id: string, caller: string, more: Partial<Block> = {}): Block {
  return {
    ...{ id, provider: 'prov_1', caller, by: { id: 'per_1', name: 'Anna' }, note: null },
    namedBy: 'call',
    createdAt: '2026-01-01T00:00:00.000Z',
    ...more,
  };
}

export function apiKey(id: string, digest: string): ApiKey {
  return { id, name: `Key ${id}`, scopes: ['read'], providers: null, expiresAt: null, createdAt, digest };
}

export function facts(source: string, of: Partial<SessionFacts> = {}): SessionFacts {
  return { values: { source }, visitor: null, page: null, referrer: null, clickIds: {}, ...of };
}

type Fields<T extends LedgerEntry['type']> = Partial<Extract<LedgerEntry, { type: T }>>;

/** Makes ledger entries. Their ids follow from their seconds by default. */
export const entry = {
  start: (second: number, link: string, of: Fields<'start'> = {}): LedgerEntry => ({
    ...base(second),
    type: 'start',
    link,
    number: '+12025550111',
    pool: 'pool_1',
    site: 'site_1',
    endpoint: 'end_1',
    keyedBy: 'session',
    key: 's1',
    reason: 'within_threshold',
    activeSessions: 1,
    threshold: 5,
    former: null,
    returned: false,
    ...of,
  }),
  shown: (second: number, link: string, session: string, of: Fields<'shown'> = {}): LedgerEntry => ({
    ...base(second),
    type: 'shown',
    link,
    site: 'site_1',
    session,
    facts: facts('google'),
    ...of,
  }),
  unshown: (second: number, session: string, of: Fields<'unshown'> = {}): LedgerEntry => ({
    ...base(second),
    type: 'unshown',
    site: 'site_1',
    session,
    facts: facts('google'),
    ...of,
  }),
  gone: (
    second: number,
    link: string,
    session: string,
    seenAt: Date,
    of: Fields<'gone'> = {},
  ): LedgerEntry => ({
    ...base(second),
    type: 'gone',
    link,
    session,
    seenAt,
    ...of,
  }),
  seen: (second: number, link: string): LedgerEntry => ({ ...base(second), type: 'seen', link }),
  end: (second: number, link: string, seenAt: Date, of: Fields<'end'> = {}): LedgerEntry => ({
    ...base(second),
    type: 'end',
    link,
    seenAt,
    cause: 'expired',
    ...of,
  }),
  hit: (second: number, session: string, of: Fields<'hit'> = {}): LedgerEntry => ({
    ...base(second),
    type: 'hit',
    site: 'site_1',
    session,
    hit: 'page',
    page: null,
    ...of,
  }),
};

function base(second: number) {
  return { id: `${at(second).getTime()}-0`, provider: 'prov_1', at: at(second) };
}

export function received(carrierCallId: string, name: string, second: number): CallReceived {
  return {
    type: 'received',
    carrier: 'twilio',
    carrierCallId,
    name,
    at: at(second),
    from: '+12025550199',
    to: '+12025550111',
    resolution: {
      kind: 'live',
      provider: 'prov_1',
      pool: null,
      endpoint: 'end_1',
      site: 'site_1',
      link: 'link_1',
      keyedBy: 'session',
      key: 's1',
    },
  };
}

export function call(id: string, second: number, of: Partial<Call> = {}): Call {
  return {
    id,
    carrier: 'twilio',
    carrierCallId: `CA-${id}`,
    from: '+12025550199',
    to: '+12025550111',
    at: at(second),
    state: 'ringing',
    outcome: null,
    ringSeconds: null,
    talkSeconds: null,
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
    pool: null,
    link: 'link_1',
    keyedBy: 'session',
    key: 's1',
    eventCount: 1,
    ...of,
  };
}

export function attribution(id: string, of: Partial<Attribution> = {}): Attribution {
  return {
    id,
    call: `call_${id}`,
    provider: 'prov_1',
    site: 'site_1',
    endpoint: null,
    to: 'bucket',
    session: null,
    visitor: null,
    bucket: { source: 'google' },
    source: 'google',
    medium: null,
    campaign: null,
    keyword: null,
    channel: 'Organic Search',
    landingPage: null,
    clickIds: {},
    firstTouch: null,
    lastTouch: null,
    pages: [{ page: 'https://www.example.com/', at: createdAt }],
    callerCalls: 0,
    outcome: 'answered',
    talkSeconds: 60,
    confidence: 0.75,
    candidates: [
      {
        to: 'bucket',
        session: null,
        bucket: { source: 'google' },
        link: 'link_1',
        probability: 0.75,
        state: 'open',
        ageSeconds: 12.5,
        closedSeconds: null,
        callsPerHour: 0.5,
        factors: [{ of: 'tap', ratio: 20 }],
      },
    ],
    buckets: [{ bucket: { source: 'google' }, probability: 0.75 }],
    nobody: 0.25,
    hazards: null,
    provisional: true,
    evidence: ['The number was linked to the bucket'],
    rung: 'bucket',
    replaces: null,
    cause: 'call',
    at: at(0),
    madeAt: createdAt,
    ...of,
  };
}

export function fitted(owner: string, version: number): Fit {
  return {
    provider: owner,
    version,
    hazards: {
      open: [0.001, 0.0005],
      closed: [0.02, 0],
      background: 1e-6,
      backgroundShare: 0,
      intents: [{ name: 'hot', weight: 4 }],
    },
    calls: 400,
    showings: 9000,
    numbers: 100,
    since: createdAt,
    until: createdAt,
    fittedAt: createdAt,
  };
}

export function numberOrder(id: string, of: Partial<NumberOrder> = {}): NumberOrder {
  const made = newOrder(
    {
      ...{ provider: 'prov_1', pool: 'pool_1', carrier: 'twilio', account: 'AC1', count: 1 },
      search: { country: 'US', kind: 'local', areaCode: '212', capabilities: ['voice'] },
      maxMonthlyPrice: { amount: '2.00', currency: 'USD' },
      orderedBy: { kind: 'key', id: 'key_1', name: 'Key' },
    },
    null,
    new Date(createdAt),
  );
  return { ...made, id, ...of };
}

export function reattribution(id: string): Reattribution {
  return {
    id,
    provider: 'prov_1',
    since: createdAt,
    until: createdAt,
    state: 'waiting',
    done: 0,
    changed: 0,
    kept: 0,
    reached: null,
    cursor: null,
    createdAt,
    endedAt: null,
  };
}

export function consumer(id: string, of: Partial<Omit<Consumer, 'kind'>> = {}): Consumer {
  return {
    id,
    provider: 'prov_1',
    name: `Consumer ${id}`,
    paused: false,
    inOrder: false,
    rule: DEFAULT_RULE,
    createdAt,
    kind: 'webhook',
    settings: { url: 'https://hooks.example.com/calls' },
    credentials: { secrets: [{ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', until: null }] },
    ...of,
  } as Consumer;
}

export function progress(id: string, of: Partial<ConsumerProgress> = {}): ConsumerProgress {
  return { id, cursor: null, planned: 0, disabled: null, slowed: null, version: 0, ...of };
}

export function delivery(id: string, of: Partial<Delivery> = {}): Delivery {
  return {
    id,
    consumer: 'cons_1',
    provider: 'prov_1',
    call: 'call_1',
    attribution: 'attr_1',
    type: 'attribution',
    ordinal: 1,
    at: at(0).toISOString(),
    state: 'waiting',
    reason: null,
    notes: [],
    deadline: null,
    nextTryAt: at(0).toISOString(),
    tries: 0,
    begunAt: null,
    attempts: [],
    sent: null,
    createdAt,
    deliveredAt: null,
    version: 0,
    ...of,
  };
}
