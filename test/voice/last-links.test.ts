import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startProxy, type TcpProxy } from '../../bench/chaos/proxy.ts';
import { keys } from '../../src/allocation/keys.ts';
import { askNumber } from '../support/allocations.ts';
import { eventually } from '../support/eventually.ts';
import { freePorts } from '../support/ports.ts';
import { callOf } from '../support/records.ts';
import type { Ringtrail } from '../support/ringtrail.ts';
import { type SetUp, setUpProvider } from '../support/setup-provider.ts';
import { folder, redis, start, startWorker, useSharedProcesses } from '../support/shared-processes.ts';
import { dialled, newCallSid, postWebhook, VOICE } from '../support/twilio.ts';

useSharedProcesses();

/** Two sites, each with its endpoint. The second one is not the provider's default. */
async function shopOn(gateway: Ringtrail, ...others: Ringtrail[]): Promise<SetUp> {
  const shop = await setUpProvider(gateway.api, { sites: 2, threshold: 1000, holdSeconds: 10, numbers: 1 });
  for (const { api } of others)
    for (const { site } of shop.sites)
      await eventually(async () => (await api('GET', `/v1/sites/${site}`)).status === 200);
  return shop;
}

const second = (shop: SetUp) => shop.sites[1] ?? shop;
const show = async (gateway: Ringtrail, shop: SetUp, session: string, site = second(shop)) =>
  (await askNumber(gateway.api, site, session)).body.number ?? '';
const leave = (gateway: Ringtrail, site: string, session: string) =>
  gateway.api('POST', '/v1/hits', { key: null, body: [{ site, session, type: 'leave' }] });

/** Waits until the gateway of the name knows the number's link: it learns of it a moment after the page. */
async function knows(name: string, to: string): Promise<void> {
  const saved = () => readFile(join(folder, name, 'links'), 'utf8').catch(() => '');
  await eventually(async () => (await saved()).includes(to));
}

type Answering = Pick<Ringtrail, 'url' | 'publicUrl' | 'twilioToken'>;

async function call(gateway: Answering, to: string, callSid = newCallSid()) {
  const answer = await postWebhook(gateway, VOICE, { CallSid: callSid, From: '+12125550100', To: to });
  return { callSid, text: answer.text, number: dialled(answer.text)?.number };
}

describe('a call while Redis is away', () => {
  it('goes where the number leads, at a gateway that never showed it', async () => {
    const [one, other] = [await start('one'), await start('other')];
    const shop = await shopOn(one, other);
    const to = await show(one, shop, 'visitor');
    await knows('other', to);
    await redis.kill();
    expect((await call(other, to)).number).toBe(second(shop).endpointNumber);
  });

  it('goes where the number leads after a kill and a start of the gateway', async () => {
    const [one, other] = [await start('one'), await start('other')];
    const shop = await shopOn(one, other);
    const to = await show(one, shop, 'visitor');
    await knows('other', to);
    await redis.kill();
    await other.kill9();
    expect((await call(await start('other'), to)).number).toBe(second(shop).endpointNumber);
  });

  it('goes where the store says at a gateway with an empty disk', async () => {
    const [one] = [await start('one'), await startWorker()];
    const shop = await shopOn(one);
    const to = await show(one, shop, 'visitor');
    await eventually(async () => (await redis.client.xlen(keys.ledger(shop.provider))) === 0);
    await redis.kill();
    expect((await call(await start('fresh'), to)).number).toBe(second(shop).endpointNumber);
  });

  it('goes where the number leads at a gateway that started after the page had it', async () => {
    const one = await start('one');
    const shop = await shopOn(one);
    const to = await show(one, shop, 'visitor');
    const late = await start('late');
    await knows('late', to);
    await redis.kill();
    expect((await call(late, to)).number).toBe(second(shop).endpointNumber);
  });
});

describe('the repeat of a webhook', () => {
  it('gets the answer of the first one, though the number leads elsewhere by then', async () => {
    const [one, other] = [await start('one'), await start('other')];
    const shop = await shopOn(one, other);
    const to = await show(one, shop, 'visitor');
    await redis.kill();
    const first = await call(one, to);
    await redis.start();
    await eventually(async () => (await redis.client.keys('*:call:twilio:*')).length === 1);
    for (const { api } of [one, other])
      await eventually(async () => (await api('GET', '/readyz')).status === 200);
    await leave(one, second(shop).site, 'visitor');
    expect(await show(one, shop, 'next', shop.sites[0])).toBe(to);
    expect((await call(one, to, first.callSid)).text, 'at the same gateway').toBe(first.text);
    expect((await call(other, to, first.callSid)).number, 'at another one').toBe(first.number);
    expect((await call(other, to)).number, 'another call').toBe(shop.sites[0]?.endpointNumber);
  });

  it('gets the answer of the first one at another gateway, though Redis is away and the store knows nothing', async () => {
    const [one, other] = [await start('one'), await start('other')];
    const shop = await shopOn(one, other);
    const to = await show(one, shop, 'visitor');
    await knows('other', to);
    const first = await call(one, to);
    await leave(one, second(shop).site, 'visitor');
    const { link } = (await askNumber(one.api, shop, 'next')).body;
    await knows('other', link ?? '');
    await redis.kill();
    expect((await call(other, to, first.callSid)).number).toBe(second(shop).endpointNumber);
    expect((await call(other, to)).number, 'another call').toBe(shop.endpointNumber);
  });
});

describe('the record of a call', () => {
  it('names the endpoint that was dialled, not the one of the link that the gateway did not know', async () => {
    const one = await start('one');
    const shop = await shopOn(one);
    const to = await show(one, shop, 'visitor');
    await redis.kill();
    // The fresh gateway has neither Redis nor an entry of the ledger in the store.
    const fresh = await start('fresh');
    const { callSid, number } = await call(fresh, to);
    expect(number).toBe(shop.endpointNumber);
    await redis.start();
    await startWorker();
    expect(await callOf(one.api, callSid)).toMatchObject({ endpoint: shop.endpoint, link: null });
  });

  it('names the link that the call followed while Redis was away', async () => {
    const [one, other] = [await start('one'), await start('other')];
    const shop = await shopOn(one, other);
    const { number, link } = (await askNumber(one.api, second(shop), 'visitor')).body;
    await knows('other', number ?? '');
    await redis.kill();
    const { callSid } = await call(other, number ?? '');
    await redis.start();
    await startWorker();
    expect(await callOf(one.api, callSid)).toMatchObject({
      ...{ endpoint: second(shop).endpoint, site: second(shop).site, link, resolution: 'live' },
    });
  });
});

describe('a link that Redis has lost', () => {
  it('is where the number leads, at every gateway', async () => {
    const [one, other] = [await start('one'), await start('other')];
    const shop = await shopOn(one, other);
    await show(one, shop, 'earlier', shop.sites[0]);
    await leave(one, shop.site, 'earlier');
    const record = `${keys.pool(shop.provider, shop.pool)}:number:${shop.numbers[0]}`;
    const before = await redis.client.hgetall(record);
    const { number, link } = (await askNumber(one.api, second(shop), 'visitor')).body;
    // A power cut takes the last second: Redis has the number's earlier link again.
    await redis.client.hset(record, before);
    const { callSid, number: dialledNumber } = await call(other, number ?? '');
    expect(dialledNumber).toBe(second(shop).endpointNumber);
    await startWorker();
    expect(await callOf(one.api, callSid)).toMatchObject({ endpoint: second(shop).endpoint, link });
  });
});

describe('a gateway with a way of its own to Redis', () => {
  let proxy: TcpProxy | undefined;
  afterEach(async () => {
    await proxy?.close();
  });

  /** A gateway beside one that reaches Redis through a proxy, and a worker if wanted. The second site's visitor has the number. */
  async function rig({ worker = true } = {}) {
    proxy = await startProxy({ path: redis.url.replace('unix://', '') });
    const one = await start('one');
    const other = await start('other', { REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
    if (worker) await startWorker();
    const shop = await shopOn(one, other);
    const to = await show(one, shop, 'visitor');
    await knows('other', to);
    return { one, other, shop, to };
  }

  /** Gives the number to a page of the first site, and waits until the store has everything. */
  async function move(one: Ringtrail, shop: SetUp, to: string): Promise<void> {
    await leave(one, second(shop).site, 'visitor');
    expect(await show(one, shop, 'next', shop.sites[0])).toBe(to);
    await eventually(async () => (await redis.client.xlen(keys.ledger(shop.provider))) === 0);
  }

  it('waits for its first connection instead of answering by the links of its last life', async () => {
    const { one, other, shop, to } = await rig({ worker: false });
    await other.kill9();
    await leave(one, second(shop).site, 'visitor');
    expect(await show(one, shop, 'next', shop.sites[0])).toBe(to);
    proxy?.set({ type: 'slow', delayMs: 300 });
    const [port] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    const env = { PORT: String(port), PUBLIC_URL: url, REDIS_URL: `redis://127.0.0.1:${proxy?.port}` };
    const starting = start('other', env);
    await eventually(() =>
      fetch(`${url}/healthz`)
        .then(({ ok }) => ok)
        .catch(() => false),
    );
    const { number } = await call({ url, publicUrl: url, twilioToken: one.twilioToken }, to);
    expect(number).toBe(shop.endpointNumber);
    await starting;
  });

  it('follows the links that the store has while it is cut off', async () => {
    const { one, other, shop, to } = await rig();
    proxy?.set({ type: 'cut' });
    await move(one, shop, to);
    const { callSid, number } = await call(other, to);
    expect(number).toBe(shop.endpointNumber);
    proxy?.open();
    expect(await callOf(one.api, callSid)).toMatchObject({ endpoint: shop.endpoint, site: shop.site });
  });

  it('repeats the answer of the gateway that had the call before while it is cut off, and leaves its claim as it is', async () => {
    const { one, other, shop, to } = await rig();
    const first = await call(one, to);
    await callOf(one.api, first.callSid);
    proxy?.set({ type: 'cut' });
    await move(one, shop, to);
    expect((await call(other, to, first.callSid)).number).toBe(second(shop).endpointNumber);
    proxy?.open();
    await eventually(async () => (await other.api('GET', '/readyz')).status === 200);
    expect((await call(one, to, first.callSid)).number).toBe(second(shop).endpointNumber);
    expect(await callOf(one.api, first.callSid)).toMatchObject({ endpoint: second(shop).endpoint });
  });
});
