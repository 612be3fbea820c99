import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ROUND_TRIP_HEADER, signRoundTrip } from '../../src/domain/round-trip.ts';
import type { RoundTrip } from '../../tools/client/operations.ts';
import { runningFindings } from '../../tools/doctor/running.ts';
import { type Double, type NumberAt, SECRETS, startCarrierApi } from '../support/carrier-apis.ts';
import { eventually } from '../support/eventually.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { dataFolder, type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { nextNumber, type SetUp, setUpProvider } from '../support/setup-provider.ts';
import { type Outside, startOutside } from './outside.ts';

type Backups = { isRunning: boolean; last: { endedAt: string } | null };

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

let redis: TestRedis;
let twilio: Double;
let outside: Outside;
let backups: string;
let ringtrail: Ringtrail;
let shop: SetUp;
let alert: string;
let consumer: string;

beforeAll(async () => {
  redis = await startTestRedis();
  twilio = await startCarrierApi('twilio');
  outside = await startOutside();
  backups = join(await dataFolder(), 'backups');
  ringtrail = await startRingtrail({
    env: {
      ...{ REDIS_URL: redis.url, PUBLIC_URL: outside.url, BACKUP_TO: backups },
      ...{ TWILIO_API_URL: twilio.url, TWILIO_ACCOUNTS: `${SECRETS.id}:${SECRETS.secret}` },
      DELIVERY_PRIVATE_NETWORKS: 'on',
    },
  });
  outside.gateway = ringtrail.url;
  shop = await setUpProvider(ringtrail.api, { origins: [outside.url] });
  outside.page = await pageOf(shop);
  twilio.account.numbers = shop.numbers.map((number) => ({ number, url: voiceUrl() }));
  alert = await addConsumer({ url: `${outside.url}/consumer`, about: 'pool_low' });
  consumer = await addConsumer({ url: `${outside.url}/consumer` });
  await backUp();
});
afterEach(() => vi.useRealTimers());
afterAll(async () => {
  await ringtrail?.stop();
  await redis?.remove();
  twilio?.close();
  outside?.close();
  await rm(join(backups, '..'), { recursive: true, force: true });
});

const voiceUrl = () => `${outside.url}/v1/carriers/twilio/voice`;

async function make(path: string, body: Record<string, unknown>): Promise<string> {
  const answer = await ringtrail.api<{ id: string }>('POST', path, { body });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body.id;
}

async function change(path: string, body: Record<string, unknown>): Promise<void> {
  const { status, text } = await ringtrail.api('PATCH', path, { body });
  expect(status, text).toBe(200);
}

type Listed = { id: string; carrier: string };
const numbers = async () => (await ringtrail.api<{ data: Listed[] }>('GET', '/v1/numbers')).body.data;
const remove = (path: string) => ringtrail.api('DELETE', path);

function addConsumer(settings: Record<string, unknown>): Promise<string> {
  return make('/v1/consumers', { provider: shop.provider, name: 'Hook', kind: 'webhook', settings });
}

async function pageOf({ site, endpoint, endpointNumber }: SetUp): Promise<string> {
  const { body } = await ringtrail.api<{ combined: string }>(
    'GET',
    `/v1/tags?site=${site}&endpoint=${endpoint}`,
  );
  return `<!doctype html><html><head>${body.combined}</head><body><a href="tel:${endpointNumber}">${endpointNumber}</a></body></html>`;
}

/** Makes a back-up, and waits for its end. */
async function backUp(): Promise<void> {
  const last = async () => (await ringtrail.api<Backups>('GET', '/v1/backups')).body.last?.endedAt;
  const before = await last();
  await ringtrail.api('POST', '/v1/backups');
  await eventually(async () => (await last()) !== before);
}

/** Returns the findings of a pass that could read the page. A busy machine may be too slow to, and that is no planted fault. */
function findings(url = ringtrail.url) {
  return eventually(async () => {
    const all = await runningFindings({ url, key: ringtrail.adminKey });
    return all.every(({ code }) => code !== 'page_unreadable') && all;
  });
}

async function codes(url?: string): Promise<string[]> {
  return (await findings(url)).filter(({ level }) => level !== 'ok').map(({ code }) => code);
}

const config = (name: string, value: string) => redis.client.config('SET', name, value);

describe('a healthy installation', () => {
  it('has one line for each check, and no fault', async () => {
    const found = await findings();
    expect(found.filter(({ level }) => level !== 'ok')).toEqual([]);
    expect(found.map(({ check }) => check)).toEqual([
      ...['gateway', 'versions', 'disk', 'redis', 'workers', 'clock', 'public url', 'backups'],
      ...['set-up', 'carriers', 'pages', 'consumers', 'keys'],
    ]);
  });
});

/** Plants a fault, and returns the function that takes it back. */
type Plant = () => Promise<() => unknown>;

const PLANTS: Record<string, Plant> = {
  async redis_eviction() {
    await config('maxmemory-policy', 'allkeys-lru');
    return () => config('maxmemory-policy', 'noeviction');
  },
  async redis_not_saved() {
    await config('appendonly', 'no');
    return () => config('appendonly', 'yes');
  },
  async redis_snapshots() {
    await config('appendonly', 'no');
    await config('save', '3600 1');
    return async () => [await config('save', ''), await config('appendonly', 'yes')];
  },
  async redis_full() {
    const used = Number(/used_memory:(\d+)/.exec(await redis.client.info('memory'))?.[1]);
    await config('maxmemory', String(Math.round(used * 1.09)));
    return () => config('maxmemory', '0');
  },
  public_url_away: proxyFault('away'),
  public_url_redirects: proxyFault('redirects'),
  public_url_elsewhere: proxyFault('another server'),
  public_url_changed: proxyFault('changes bodies'),
  public_url_clock: proxyFault('late clock'),
  proxy_untrusted: proxyFault('reports clients'),
  async backup_failed() {
    await rm(backups, { recursive: true });
    await writeFile(backups, 'a file in the place of the folder');
    await backUp();
    return async () => {
      await rm(backups);
      await mkdir(backups);
      await backUp();
    };
  },
  async carrier_account() {
    twilio.account.fails = 401;
    return () => {
      twilio.account.fails = 0;
    };
  },
  number_elsewhere: changedAccount(([first, ...others]) => [
    { number: first?.number ?? '', url: 'https://old.example/' },
    ...others,
  ]),
  number_missing: changedAccount((numbers) => numbers.slice(0, -1)),
  number_unknown: changedAccount((numbers) => [...numbers, { number: nextNumber(), url: voiceUrl() }]),
  async 'carrier_secret_missing carrier_unchecked'() {
    await make('/v1/numbers', { pool: shop.pool, carrier: 'vonage', numbers: [nextNumber()] });
    const added = (await numbers()).find(({ carrier }) => carrier === 'vonage')?.id;
    return () => change(`/v1/numbers/${added}`, { state: 'retired' });
  },
  async site_without_numbers() {
    const paused = await numbers();
    for (const { id } of paused) await change(`/v1/numbers/${id}`, { state: 'paused' });
    return async () => {
      for (const { id } of paused) await change(`/v1/numbers/${id}`, { state: 'active' });
    };
  },
  async 'site_without_endpoint tag_missing tag_of_unknown_endpoint'() {
    const { site, endpoint, endpointNumber: number } = shop;
    await remove(`/v1/endpoints/${endpoint}`);
    return async () => {
      shop.endpoint = await make('/v1/endpoints', { site, name: 'Front desk', number });
      outside.page = await pageOf(shop);
    };
  },
  async tag_missing() {
    const former = outside.page;
    outside.page = former.replace(/<head>.*<\/head>/s, '<head></head>');
    return () => {
      outside.page = former;
    };
  },
  async origin_not_listed() {
    outside.pageHost = 'localhost';
    return () => {
      outside.pageHost = null;
    };
  },
  async consumer_refuses() {
    outside.consumerStatus = 401;
    return () => {
      outside.consumerStatus = 204;
    };
  },
  async consumer_paused() {
    await change(`/v1/consumers/${consumer}`, { paused: true });
    return () => change(`/v1/consumers/${consumer}`, { paused: false });
  },
  async no_alert() {
    await change(`/v1/consumers/${alert}`, { settings: { about: 'missed_call' } });
    return () => change(`/v1/consumers/${alert}`, { settings: { about: 'pool_low' } });
  },
  async key_expires() {
    const id = await make('/v1/keys', {
      ...{ name: 'Soon over', scopes: ['read'] },
      expiresAt: new Date(Date.now() + 3 * DAY_MS).toISOString(),
    });
    return () => remove(`/v1/keys/${id}`);
  },
  async dead_jobs() {
    const queue = new Queue('call-events', { connection: redis.client, prefix: '{ringtrail}' });
    const job = await queue.add('events', { v: 'of no version' }, { attempts: 1 });
    await eventually(() => job.isFailed());
    return async () => [await job.remove(), await queue.close()];
  },
};

function proxyFault(fault: Outside['fault']): Plant {
  return async () => {
    outside.fault = fault;
    return () => {
      outside.fault = null;
    };
  };
}

function changedAccount(changed: (numbers: NumberAt[]) => NumberAt[]): Plant {
  return async () => {
    const former = twilio.account.numbers;
    twilio.account.numbers = changed(former);
    return () => {
      twilio.account.numbers = former;
    };
  };
}

/** Faults that do not touch each other. Each search of the doctor opens a page, so it looks for several at once. */
const BATCHES: (keyof typeof PLANTS)[][] = [
  [
    ...['redis_eviction', 'redis_not_saved', 'public_url_away', 'carrier_account', 'tag_missing'],
    ...['consumer_refuses', 'key_expires', 'dead_jobs'],
  ],
  [
    ...['redis_snapshots', 'redis_full', 'public_url_redirects', 'number_elsewhere', 'number_missing'],
    ...['number_unknown', 'origin_not_listed', 'consumer_paused', 'no_alert'],
  ],
  [
    ...['public_url_elsewhere', 'backup_failed', 'carrier_secret_missing carrier_unchecked'],
    'site_without_numbers',
  ],
  ['public_url_changed', 'site_without_endpoint tag_missing tag_of_unknown_endpoint'],
  ['public_url_clock'],
  ['proxy_untrusted'],
];

describe('a planted fault', () => {
  it.each(BATCHES.map((batch) => [batch.join(', '), batch] as const))(
    'is found, and nothing else: %s',
    async (_names, batch) => {
      const takenBack: (() => unknown)[] = [];
      try {
        for (const name of batch) takenBack.push(await (PLANTS[name] as Plant)());
        expect([...new Set(await codes())].toSorted()).toEqual(batch.join(' ').split(' ').toSorted());
      } finally {
        for (const takeBack of takenBack.toReversed()) await takeBack();
      }
    },
  );

  it('has a batch', () => {
    expect(BATCHES.flat().toSorted()).toEqual(Object.keys(PLANTS).toSorted());
  });

  it('is found: a clock of this machine that is an hour off, and a key over http', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR_MS });
    const url = ringtrail.url.replace('127.0.0.1', '0.0.0.0');
    expect(await codes(url)).toEqual(['clock_differs', 'public_url_clock', 'key_over_http']);
  });

  it('is found, once a key has ended', async () => {
    const expiresAt = new Date(Date.now() + 1000).toISOString();
    const id = await make('/v1/keys', { name: 'Over', scopes: ['read'], expiresAt });
    await eventually(() => Date.now() > Date.parse(expiresAt));
    expect(await codes()).toEqual(['key_expired']);
    await remove(`/v1/keys/${id}`);
  });

  it('is found: everything that a bare gateway lacks', async () => {
    const own = await startTestRedis();
    const bare = await startRingtrail({ env: { REDIS_URL: own.url, ROLE: 'gateway' } });
    try {
      const found = await runningFindings({ url: bare.url, key: bare.adminKey });
      expect(found.filter(({ level }) => level !== 'ok').map(({ code }) => code)).toEqual([
        ...['no_worker', 'public_url_unset', 'backups_off', 'no_site', 'no_alert'],
      ]);
    } finally {
      await bare.stop();
      await own.remove();
    }
  });

  it('is no more there once all are taken back', async () => {
    expect(await codes()).toEqual([]);
  });
});

describe('a round trip', () => {
  it('is answered once, and only with its signature', async () => {
    const { body: trip } = await ringtrail.api<RoundTrip>('POST', '/v1/round-trips');
    const body = `nonce=${trip.nonce}`;
    const send = async (signature: string) => {
      const headers = { [ROUND_TRIP_HEADER]: signature };
      return (await fetch(trip.url, { method: 'POST', headers, body })).status;
    };
    const signature = signRoundTrip(trip.secret, trip.url, body);
    expect(await send(signature)).toBe(200);
    expect(await send(signature)).toBe(404);
    const { body: next } = await ringtrail.api<RoundTrip>('POST', '/v1/round-trips');
    const wrong = signRoundTrip(next.secret, trip.url, `${body}&more`);
    const headers = { [ROUND_TRIP_HEADER]: wrong };
    expect((await fetch(next.url, { method: 'POST', headers, body: `nonce=${next.nonce}` })).status).toBe(
      403,
    );
  });
});
