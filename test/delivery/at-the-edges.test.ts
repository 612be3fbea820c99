import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/port.ts';
import { anotherRig, double, rig, useRigAndDouble } from '../support/consumers/rig-and-double.ts';

const HOUR_MS = 3_600_000;

useRigAndDouble();

const webhook = (of: Record<string, unknown> = {}) =>
  rig.consumer({ kind: 'webhook', settings: { url: double.url }, ...of });

/** The store, one part of which does something else. */
function seen<K extends keyof Store>(part: K, other: Partial<Store[K]>): Store {
  return { ...rig.store, [part]: { ...rig.store[part], ...other } };
}

describe('a consumer that is removed', () => {
  it('leaves nothing behind where the removal was broken off and is asked for again', async () => {
    const id = await webhook();
    await rig.tell();
    await rig.round();
    const broken = {
      removeOf: async () => {
        throw new Error('the store is away');
      },
    };
    await expect(rig.consumersOn(seen('deliveries', broken)).remove(id)).rejects.toThrow('away');
    await rig.tell();
    await rig.round();
    expect(double.received, 'it is told no more').toHaveLength(1);
    await rig.consumers.remove(id);
    expect(await rig.deliveriesOf(id)).toEqual([]);
    expect(await rig.store.progress.get(id)).toBeNull();
  });

  it('leaves nothing behind where a round has just looked at it', async () => {
    const id = await webhook({ from: 'beginning' });
    await rig.tell();
    const { get } = rig.store.progress;
    rig.restart(
      seen('progress', {
        get: async (asked) => {
          if (await rig.store.consumers.get(id)) await rig.consumers.remove(id);
          return get(asked);
        },
      }),
    );
    await rig.round();
    expect(await rig.deliveriesOf(id)).toEqual([]);
  });

  it('leaves nothing behind where its calls are being planned', async () => {
    const id = await webhook();
    await rig.tell();
    const { add } = rig.store.deliveries;
    rig.restart(
      seen('deliveries', {
        add: async (...made) => {
          await rig.consumers.remove(id);
          await add(...made);
        },
      }),
    );
    await rig.round();
    expect(await rig.deliveriesOf(id)).toEqual([]);
    expect(double.received).toEqual([]);
  });
});

it('a consumer that cannot be looked after does not hold up the others', async () => {
  const bad = await webhook();
  const good = await webhook();
  await rig.tell();
  const { get } = rig.store.progress;
  const failing: typeof get = async (id) => {
    if (id === bad) throw new Error('its place in the feed cannot be read');
    return get(id);
  };
  rig.restart(seen('progress', { get: failing }));
  await expect(rig.fanOut(), 'and it is not passed over in silence').rejects.toThrow('cannot be read');
  await rig.tryAll();
  expect(await rig.deliveriesOf(good)).toMatchObject([{ state: 'delivered' }]);
});

it('a consumer that does not answer has one try at once until it answers again', async () => {
  await anotherRig({ timeoutMs: 300 });
  const id = await webhook();
  let most = 0;
  const count = async () => {
    const sending = (await rig.deliveriesOf(id)).filter(({ state }) => state === 'sending');
    most = Math.max(most, sending.length);
  };
  double.answer = async () => void (await count());
  for (let i = 0; i < 12; i++) await rig.tell();
  await rig.fanOut();
  await rig.tryAll();
  expect(most, 'nobody knew').toBe(8);
  most = 0;
  await rig.round();
  expect(most).toBe(1);
  expect((await rig.deliveriesOf(id)).every(({ tries }) => tries === 1)).toBe(true);
  double.answer = async () => {
    await count();
    await sleep(50);
    return { status: 204 };
  };
  await rig.untilNothingIsDue();
  for (let i = 0; i < 12; i++) await rig.tell();
  await rig.round();
  expect(most).toBe(8);
});

it('the longest that several answers ask for counts', async () => {
  let asked = 0;
  double.answer = () =>
    asked++ === 0 ? { status: 502 } : { status: 429, headers: { 'Retry-After': '900' } };
  const id = await webhook();
  for (let i = 0; i < 4; i++) await rig.tell();
  await rig.round();
  const { slowed } = (await rig.store.progress.get(id)) ?? {};
  expect(slowed).toEqual({ until: new Date(rig.now().getTime() + 900_000).toISOString(), times: 1 });
});

it('a consumer can be paused though its rule and its url would not be taken any more', async () => {
  const id = await webhook();
  const consumer = await rig.consumers.found(id);
  await rig.store.consumers.replace({ ...consumer, rule: { ...consumer.rule, sites: ['site_removed'] } });
  expect(await rig.consumersOn(rig.store, false).change(id, { paused: true })).toMatchObject({
    paused: true,
  });
  const settings = { url: double.url };
  await expect(rig.consumersOn(rig.store, false).change(id, { settings })).rejects.toThrow('https');
  await expect(rig.consumers.change(id, { rule: { minTalkSeconds: 1 } })).rejects.toThrow('site_removed');
});

describe('an access token', () => {
  const google = () => ({
    kind: 'google_ads',
    settings: { customerId: '1', conversionAction: '2', url: double.url, tokenUrl: `${double.url}/token` },
    credentials: { developerToken: 'd', clientId: 'c', clientSecret: 's', refreshToken: 'r' },
  });
  const tell = () =>
    rig.tell({ attribution: { to: 'session', session: 's1' }, facts: { clickIds: { gclid: 'EAIaIQ' } } });
  const uploads = () => double.received.filter(({ path }) => path !== '/token');

  it('that comes slowly does not make a try look as if its worker had died', async () => {
    const id = await rig.consumer(google());
    await tell();
    double.answer = async ({ path }) => {
      rig.advance(18_000);
      if (path === '/token') return { status: 200, body: { access_token: 't', expires_in: 3600 } };
      await rig.takeOver();
      return { status: 200, body: {} };
    };
    await rig.round();
    expect(await rig.deliveriesOf(id)).toMatchObject([{ state: 'delivered', tries: 1 }]);
    expect(uploads()).toHaveLength(1);
  });

  it('that is not given is not asked for by each call, and no call has its tries used up by that', async () => {
    const id = await rig.consumer(google());
    double.answer = () => ({ status: 400, body: { error: 'invalid_grant' } });
    for (let i = 0; i < 50; i++) await tell();
    await rig.round();
    expect(double.received.length).toBeLessThan(10);
    expect((await rig.consumers.show(await rig.consumers.found(id))).state).toBe('slowed');
    for (let i = 0; i < 100; i++) {
      rig.advance(HOUR_MS);
      await rig.round();
    }
    const waiting = (await rig.deliveriesOf(id)).filter(({ state }) => state === 'waiting');
    expect(waiting).toHaveLength(50);
    await rig.consumers.change(id, { credentials: { refreshToken: 'another' } });
    expect((await rig.consumers.show(await rig.consumers.found(id))).state).toBe('active');
  });

  it('that is no text is none', async () => {
    const id = await rig.consumer(google());
    await tell();
    double.answer = () => ({ status: 200, body: { access_token: { a: 1 } } });
    await rig.round();
    expect(await rig.deliveriesOf(id)).toMatchObject([
      { state: 'waiting', reason: { code: 'no_access_token' } },
    ]);
  });
});

describe('Meta, which knows what comes twice for 48 hours', () => {
  const tell = async () => {
    const id = await rig.consumer({
      kind: 'meta',
      settings: { dataset: '4455', url: double.url },
      credentials: { accessToken: 'access-token' },
    });
    double.answer = (_received, response) => void response.socket?.destroy();
    await rig.tell({ call: { from: '+12125550100' } });
    await rig.round();
    double.answer = () => ({ status: 200, body: { events_received: 1 } });
    return id;
  };

  it('is not sent again later what it may have; a person may', async () => {
    const id = await tell();
    await rig.consumers.change(id, { paused: true });
    rig.advance(49 * HOUR_MS);
    await rig.consumers.change(id, { paused: false });
    await rig.untilNothingIsDue();
    expect(await rig.deliveriesOf(id)).toMatchObject([{ state: 'dead', reason: { code: 'fate_unknown' } }]);
    expect(double.received).toHaveLength(1);
    await rig.store.deliveries.replay(id, { states: ['dead'] }, rig.now().toISOString());
    await rig.untilNothingIsDue();
    expect(await rig.deliveriesOf(id)).toMatchObject([{ state: 'delivered' }]);
  });

  it('is sent it within that time', async () => {
    const id = await tell();
    await rig.consumers.change(id, { paused: true });
    rig.advance(47 * HOUR_MS);
    await rig.consumers.change(id, { paused: false });
    await rig.untilNothingIsDue();
    expect(await rig.deliveriesOf(id)).toMatchObject([{ state: 'delivered' }]);
  });
});
