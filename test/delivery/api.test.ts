import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from '../support/allocations.ts';
import { type Double, startDouble } from '../support/consumers/double.ts';
import { eventually } from '../support/eventually.ts';
import type { PageOf } from '../support/records.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { type SetUp, setUpProvider } from '../support/setup-provider.ts';
import { playCall } from '../support/twilio.ts';

type Shown = { id: string; state: string; secret: string; settings: Record<string, unknown> };
type Listed = { id: string; call: string; type: string; state: string; reason: { code: string } | null };

let ringtrail: Ringtrail;
let double: Double;
let shop: SetUp;
let number: string;
beforeAll(async () => {
  double = await startDouble();
  ringtrail = await startRingtrail({ env: { DELIVERY_PRIVATE_NETWORKS: 'on', LOG_LEVEL: 'debug' } });
  shop = await setUpProvider(ringtrail.api);
  number = (await askNumber(ringtrail.api, shop, 'caller')).body.number ?? '';
});
afterEach(() => {
  double.answer = () => ({ status: 204 });
  double.received.length = 0;
});
afterAll(async () => {
  await ringtrail.stop();
  await double.stop();
});

async function make(body: Record<string, unknown>): Promise<Shown> {
  const wanted = { provider: shop.provider, name: 'Test', ...body };
  const answer = await ringtrail.api<Shown>('POST', '/v1/consumers', { body: wanted });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

const webhook = (of: Record<string, unknown> = {}) =>
  make({ kind: 'webhook', settings: { url: `${double.url}/hook` }, ...of });
const ask = <T = Shown>(method: string, path: string, body?: unknown) =>
  ringtrail.api<T>(method, path, body === undefined ? {} : { body });
const deliveriesOf = async ({ id }: { id: string }, query = '') =>
  (await ask<PageOf<Listed>>('GET', `/v1/consumers/${id}/deliveries${query}`)).body.data;

/** Waits until the consumer has `count` deliveries and none is open. Returns them. */
function settled(consumer: { id: string }, count: number): Promise<Listed[]> {
  return eventually(async () => {
    const list = await deliveriesOf(consumer);
    return (
      list.length === count && list.every(({ state }) => !['waiting', 'sending'].includes(state)) && list
    );
  });
}

describe('a webhook', () => {
  it('gets a call within moments, signed with the secret of the creation', async () => {
    const consumer = await webhook();
    expect(consumer).toMatchObject({ state: 'active', secret: expect.stringMatching(/^whsec_/) });
    await playCall(ringtrail, { to: number });
    const [delivery] = await settled(consumer, 1);
    expect(delivery?.state).toBe('delivered');
    const [received] = double.received;
    const event = new Webhook(consumer.secret).verify(
      received?.body ?? '',
      received?.headers as Record<string, string>,
    ) as { type: string; data: { call: { id: string }; attribution: { session: string } } };
    expect(event).toMatchObject({
      type: 'call.attributed',
      data: { call: { id: delivery?.call, talkSeconds: 42 }, attribution: { session: 'caller' } },
    });
    expect(received?.headers['webhook-id']).toBe(delivery?.id);
    await ask('DELETE', `/v1/consumers/${consumer.id}`);
    expect((await ask('GET', `/v1/consumers/${consumer.id}`)).status).toBe(404);
    expect((await ask('GET', `/v1/deliveries/${delivery?.id}`)).status).toBe(404);
  });

  it('is signed with both secrets for a while after a change', async () => {
    const consumer = await webhook();
    const { status, body } = await ask<{ secret: string; formerUntil: string }>(
      'POST',
      `/v1/consumers/${consumer.id}/secrets`,
      { formerForSeconds: 60 },
    );
    expect(status).toBe(201);
    expect(body.secret).not.toBe(consumer.secret);
    expect(await ask('POST', `/v1/consumers/${consumer.id}/test`)).toMatchObject({ body: { ok: true } });
    const { body: sent = '', headers = {} } = double.received[0] ?? {};
    for (const secret of [body.secret, consumer.secret])
      expect(new Webhook(secret).verify(sent, headers as Record<string, string>)).toMatchObject({
        type: 'consumer.test',
      });
    await ask('POST', `/v1/consumers/${consumer.id}/secrets`, { formerForSeconds: 0 });
    await ask('POST', `/v1/consumers/${consumer.id}/test`);
    const last = double.received.at(-1);
    expect(() => new Webhook(body.secret).verify(last?.body ?? '', last?.headers as never)).toThrow();
    await ask('DELETE', `/v1/consumers/${consumer.id}`);
  });

  it('returns the answer to the test button unchanged', async () => {
    const consumer = await webhook();
    double.answer = () => ({ status: 302, headers: { Location: 'http://169.254.169.254/' } });
    expect((await ask('POST', `/v1/consumers/${consumer.id}/test`)).body).toMatchObject({
      ok: false,
      status: 302,
      reason: { code: 'status_302' },
    });
    await ask('DELETE', `/v1/consumers/${consumer.id}`);
  });

  it('gets a retraction when a call is reported as spam', async () => {
    const consumer = await webhook();
    await playCall(ringtrail, { to: number });
    const [delivery] = await settled(consumer, 1);
    expect((await ask('POST', `/v1/calls/${delivery?.call}/outcome`, { spam: true })).status).toBe(200);
    const list = await settled(consumer, 2);
    expect(list.map(({ type }) => type).toSorted()).toEqual(['attribution', 'retraction']);
    expect(double.received.map(({ body }) => JSON.parse(body).type)).toEqual([
      'call.attributed',
      'call.retracted',
    ]);
    await ask('DELETE', `/v1/consumers/${consumer.id}`);
  });

  it('is disabled by 410, and gets replays of one delivery and of a period once it is enabled', async () => {
    const consumer = await webhook();
    double.answer = () => ({ status: 410 });
    await playCall(ringtrail, { to: number });
    const [delivery] = await settled(consumer, 1);
    expect(delivery).toMatchObject({ state: 'dead', reason: { code: 'status_410' } });
    expect((await ask('GET', `/v1/consumers/${consumer.id}`)).body.state).toBe('disabled');
    double.answer = () => ({ status: 204 });
    expect((await ask('PATCH', `/v1/consumers/${consumer.id}`, { disabled: null })).body.state).toBe(
      'active',
    );
    expect((await ask('POST', `/v1/deliveries/${delivery?.id}/replay`)).status).toBe(202);
    expect(await settled(consumer, 1)).toMatchObject([{ id: delivery?.id, state: 'delivered' }]);
    const replays = { states: ['delivered', 'dead'], since: '2020-01-01T00:00:00Z' };
    expect((await ask('POST', `/v1/consumers/${consumer.id}/replays`, replays)).body).toEqual({
      replayed: 1,
    });
    await eventually(async () => double.received.length === 3);
    expect(new Set(double.received.map(({ headers }) => headers['webhook-id']))).toEqual(
      new Set([delivery?.id]),
    );
    const future = { ...replays, since: '2099-01-01T00:00:00Z' };
    expect((await ask('POST', `/v1/consumers/${consumer.id}/replays`, future)).body).toEqual({ replayed: 0 });
    await ask('DELETE', `/v1/consumers/${consumer.id}`);
  });

  it('lists its deliveries by state, by call and page by page', async () => {
    const consumer = await webhook({ rule: { minTalkSeconds: 40 } });
    for (const talkSeconds of [50, 10, 60]) await playCall(ringtrail, { to: number, talkSeconds });
    const list = await settled(consumer, 3);
    expect((await deliveriesOf(consumer, '?state=skipped')).map(({ reason }) => reason?.code)).toEqual([
      'talk_time',
    ]);
    expect(await deliveriesOf(consumer, `?call=${list[0]?.call}`)).toEqual([list[0]]);
    const first = (await ask<PageOf<Listed>>('GET', `/v1/consumers/${consumer.id}/deliveries?limit=2`)).body;
    expect(first.data).toEqual(list.slice(0, 2));
    expect(await deliveriesOf(consumer, `?limit=2&after=${first.next}`)).toEqual(list.slice(2));
    expect((await ask('GET', `/v1/consumers/${consumer.id}/deliveries?after=nothing`)).status).toBe(400);
    await ask('DELETE', `/v1/consumers/${consumer.id}`);
  });
});

describe('credentials', () => {
  const secrets = ['s3cr3t-api', 's3cr3t-developer', 's3cr3t-client', 's3cr3t-refresh', 's3cr3t-access'];

  it('appear in no answer and in no log', async () => {
    const url = double.url;
    const google = {
      developerToken: secrets[1],
      clientId: 'client',
      clientSecret: secrets[2],
      refreshToken: secrets[3],
    };
    double.answer = () => ({ status: 401, body: { error: 'no' } });
    const made = [
      await make({
        kind: 'ga4',
        settings: { measurementId: 'G-ABC', url },
        credentials: { apiSecret: secrets[0] },
      }),
      await make({
        kind: 'google_ads',
        settings: { api: 'click_uploads', customerId: '1', conversionAction: '2', url, tokenUrl: url },
        credentials: google,
      }),
      await make({
        kind: 'meta',
        settings: { dataset: '1', url, testEventCode: 'T' },
        credentials: { accessToken: secrets[4] },
      }),
      await make({
        kind: 'microsoft_ads',
        settings: { customerId: '1', accountId: '2', conversionName: 'Call', url, tokenUrl: url },
        credentials: google,
      }),
    ];
    const texts = [JSON.stringify(made), (await ask('GET', '/v1/consumers')).text];
    await playCall(ringtrail, { to: number });
    for (const consumer of made) {
      await settled(consumer, 1);
      texts.push((await ask('GET', `/v1/consumers/${consumer.id}`)).text);
      texts.push((await ask('POST', `/v1/consumers/${consumer.id}/test`)).text);
      texts.push((await ask('PATCH', `/v1/consumers/${consumer.id}`, { name: 'Renamed' })).text);
      const [delivery] = await deliveriesOf(consumer);
      texts.push((await ask('GET', `/v1/deliveries/${delivery?.id}`)).text);
    }
    expect(double.received.length, 'they were sent').toBeGreaterThan(3);
    for (const secret of secrets) expect(texts.join('\n') + ringtrail.output()).not.toContain(secret);
    for (const { id } of made) await ask('DELETE', `/v1/consumers/${id}`);
  });

  it('of a webhook are shown once, and changed only by their own route', async () => {
    const consumer = await webhook();
    const texts = [
      (await ask('GET', `/v1/consumers/${consumer.id}`)).text,
      (await ask('GET', '/v1/consumers')).text,
      (await ask('PATCH', `/v1/consumers/${consumer.id}`, { paused: true })).text,
    ].join('\n');
    expect(texts).not.toContain(consumer.secret);
    expect(texts).not.toContain('credentials');
    expect(
      (await ask('PATCH', `/v1/consumers/${consumer.id}`, { credentials: { secrets: [] } })).status,
    ).toBe(400);
    await ask('DELETE', `/v1/consumers/${consumer.id}`);
  });
});

describe('an invalid consumer', () => {
  const ga4 = { kind: 'ga4', settings: { measurementId: 'G-ABC' }, credentials: { apiSecret: 'x' } };
  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown kind', { kind: 'pigeon', settings: {} }, 'invalid_request'],
    [
      'a setting of another kind',
      { ...ga4, settings: { measurementId: 'G-ABC', dataset: '1' } },
      'invalid_request',
    ],
    ['a missing credential', { ...ga4, credentials: {} }, 'invalid_request'],
    [
      'a value without a currency',
      { ...ga4, settings: { measurementId: 'G-ABC', value: 1 } },
      'invalid_request',
    ],
    ['a site of nobody', { ...ga4, rule: { sites: ['site_none'] } }, 'unknown_reference'],
    ['a provider of nobody', { ...ga4, provider: 'prov_none' }, 'unknown_reference'],
    ['a url of no web', { kind: 'webhook', settings: { url: 'ftp://example.com' } }, 'invalid_request'],
    [
      'a url with a password',
      { kind: 'webhook', settings: { url: 'https://u:p@example.com' } },
      'invalid_request',
    ],
    [
      'a weak secret',
      { kind: 'webhook', settings: { url: 'https://example.com' }, secret: 'whsec_aa' },
      'invalid_request',
    ],
  ])('is refused: %s', async (_name, body, code) => {
    const wanted = { provider: shop.provider, name: 'Test', ...body };
    const answer = await ringtrail.api('POST', '/v1/consumers', { body: wanted });
    expect([answer.body.code, answer.status]).toEqual([code, code === 'invalid_request' ? 400 : 422]);
  });

  it('is refused in a change too, which then changes nothing', async () => {
    const consumer = await make(ga4);
    for (const body of [
      { settings: { measurementId: 'nonsense' } },
      { settings: { dataset: '1' } },
      { settings: { value: 3 } },
    ])
      expect((await ask('PATCH', `/v1/consumers/${consumer.id}`, body)).status).toBe(400);
    expect((await ask('GET', `/v1/consumers/${consumer.id}`)).body.settings).toEqual(consumer.settings);
    const rotated = await ask('POST', `/v1/consumers/${consumer.id}/secrets`, { formerForSeconds: 1 });
    expect(rotated.status).toBe(400);
    await ask('DELETE', `/v1/consumers/${consumer.id}`);
  });
});

it('a consumer keeps its provider from being removed', async () => {
  const { id: provider } = (await ask('POST', '/v1/providers', { name: 'Of a consumer' })).body;
  const consumer = await webhook({ provider });
  const refused = await ask<{ code: string; detail: string }>('DELETE', `/v1/providers/${provider}`);
  expect(refused.body).toMatchObject({ code: 'in_use', detail: expect.stringContaining(consumer.id) });
  await ask('DELETE', `/v1/consumers/${consumer.id}`);
  expect((await ask('DELETE', `/v1/providers/${provider}`)).status).toBe(204);
});

describe('without DELIVERY_PRIVATE_NETWORKS', () => {
  it('no address of this network is reached, by URL or by name', async () => {
    const strict = await startRingtrail();
    try {
      const { provider } = await setUpProvider(strict.api);
      const set = (url: string) =>
        strict.api<Shown & { code: string }>('POST', '/v1/consumers', {
          body: { provider, name: 'Test', kind: 'webhook', settings: { url } },
        });
      for (const url of [
        double.url,
        'https://127.0.0.1/',
        'https://[::ffff:10.0.0.1]/',
        'http://example.com/',
      ])
        expect([url, (await set(url)).body.code]).toEqual([url, 'invalid_request']);
      const { body } = await set(`https://localhost:${new URL(double.url).port}/`);
      const tried = await strict.api('POST', `/v1/consumers/${body.id}/test`);
      expect(tried.body).toMatchObject({ ok: false, reason: { code: 'address_refused' } });
      expect(double.received).toEqual([]);
    } finally {
      await strict.stop();
    }
  });
});
