import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/port.ts';
import { anotherRig, double, rig, useRigAndDouble } from '../support/consumers/rig-and-double.ts';

const HOUR_MS = 3_600_000;

useRigAndDouble();

const webhook = (of: Record<string, unknown> = {}) =>
  rig.consumer({ kind: 'webhook', settings: { url: double.url }, ...of });

/** Returns the store with one part replaced. */
function seen<K extends keyof Store>(part: K, other: Partial<Store[K]>): Store {
  return { ...rig.store, [part]: { ...rig.store[part], ...other } };
}

describe('a consumer that is removed', () => {
  it('leaves nothing behind after a removal that was interrupted and repeated', async () => {
    const id = await webhook();
    await rig.addCall();
    await rig.round();
    const broken = {
      removeOf: async () => {
        throw new Error('the store is away');
      },
    };
    await expect(rig.consumersOn(seen('deliveries', broken)).remove(id)).rejects.toThrow('away');
    await rig.addCall();
    await rig.round();
    expect(double.received, 'it gets nothing more').toHaveLength(1);
    await rig.consumers.remove(id);
    expect(await rig.deliveriesOf(id)).toEqual([]);
    expect(await rig.store.progress.get(id)).toBeNull();
  });

  it('leaves nothing behind when a round of the worker has just read it', async () => {
    const id = await webhook({ from: 'beginning' });
    await rig.addCall();
    const { get } = rig.store.progress;
    rig.restart(
      seen('progress', {
        get: async (answer) => {
          if (await rig.store.consumers.get(id)) await rig.consumers.remove(id);
          return get(answer);
        },
      }),
    );
    await rig.round();
    expect(await rig.deliveriesOf(id)).toEqual([]);
  });

  it('leaves nothing behind while its deliveries are being made', async () => {
    const id = await webhook();
    await rig.addCall();
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

it('a consumer whose round fails does not hold up the others', async () => {
  const bad = await webhook();
  const good = await webhook();
  await rig.addCall();
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

it('a consumer that does not answer gets one attempt at a time until it answers', async () => {
  await anotherRig({ timeoutMs: 300 });
  const id = await webhook();
  let most = 0;
  const count = async () => {
    const sending = (await rig.deliveriesOf(id)).filter(({ state }) => state === 'sending');
    most = Math.max(most, sending.length);
  };
  double.answer = async () => void (await count());
  for (let i = 0; i < 12; i++) await rig.addCall();
  await rig.fanOut();
  await rig.tryAll();
  expect(most, 'nobody knew').toBe(8);
  most = 0;
  await rig.round();
  expect(most).toBe(1);
  expect((await rig.deliveriesOf(id)).every(({ tries }) => tries === 1)).toBe(true);
  double.answer = () => ({ status: 204 });
  await rig.untilNothingIsDue();
  // The first eight answers wait for each other, so that eight deliveries are under way at once.
  let arrived = 0;
  let release = () => {};
  const eightArrived = new Promise<void>((resolve) => {
    release = resolve;
  });
  double.answer = async () => {
    arrived += 1;
    if (arrived === 8) release();
    await eightArrived;
    await count();
    return { status: 204 };
  };
  for (let i = 0; i < 12; i++) await rig.addCall();
  await rig.round();
  expect(most).toBe(8);
});

it('of several Retry-After answers the longest pause counts', async () => {
  let answers = 0;
  double.answer = () =>
    answers++ === 0 ? { status: 502 } : { status: 429, headers: { 'Retry-After': '900' } };
  const id = await webhook();
  for (let i = 0; i < 4; i++) await rig.addCall();
  await rig.round();
  const { slowed } = (await rig.store.progress.get(id)) ?? {};
  expect(slowed).toEqual({ until: new Date(rig.now().getTime() + 900_000).toISOString(), times: 1 });
});

it('a consumer can be paused although its rule and URL would be refused now', async () => {
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
    settings: {
      ...{ api: 'click_uploads', customerId: '1', conversionAction: '2' },
      ...{ url: double.url, tokenUrl: `${double.url}/token` },
    },
    credentials: { developerToken: 'd', clientId: 'c', clientSecret: 's', refreshToken: 'r' },
  });
  const addCall = () =>
    rig.addCall({ attribution: { to: 'session', session: 's1' }, facts: { clickIds: { gclid: 'EAIaIQ' } } });
  const uploads = () => double.received.filter(({ path }) => path !== '/token');

  it('that comes slowly does not make an attempt look abandoned', async () => {
    const id = await rig.consumer(google());
    await addCall();
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

  it('that is refused is not requested for each call, and uses up no attempt', async () => {
    const id = await rig.consumer(google());
    double.answer = () => ({ status: 400, body: { error: 'invalid_grant' } });
    for (let i = 0; i < 50; i++) await addCall();
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

  it('that is not a text is a refusal', async () => {
    const id = await rig.consumer(google());
    await addCall();
    double.answer = () => ({ status: 200, body: { access_token: { a: 1 } } });
    await rig.round();
    expect(await rig.deliveriesOf(id)).toMatchObject([
      { state: 'waiting', reason: { code: 'no_access_token' } },
    ]);
  });
});

describe('Meta, which recognises a repeated event for 48 hours,', () => {
  const addCall = async () => {
    const id = await rig.consumer({
      kind: 'meta',
      settings: { dataset: '4455', url: double.url },
      credentials: { accessToken: 'access-token' },
    });
    double.answer = (_received, response) => void response.socket?.destroy();
    await rig.addCall({ call: { from: '+12125550100' } });
    await rig.round();
    double.answer = () => ({ status: 200, body: { events_received: 1 } });
    return id;
  };

  it('gets no repeat of a doubtful event later, unless a person replays it', async () => {
    const id = await addCall();
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

  it('gets a repeat of a doubtful event within that time', async () => {
    const id = await addCall();
    await rig.consumers.change(id, { paused: true });
    rig.advance(47 * HOUR_MS);
    await rig.consumers.change(id, { paused: false });
    await rig.untilNothingIsDue();
    expect(await rig.deliveriesOf(id)).toMatchObject([{ state: 'delivered' }]);
  });
});
