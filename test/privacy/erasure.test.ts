import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askNumber } from '../support/allocations.ts';
import { eventually } from '../support/eventually.ts';
import { attributionOf, callOf, type PageOf } from '../support/records.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { type SetUp, setUpProvider } from '../support/setup-provider.ts';
import { realStores, titleOn } from '../support/stores.ts';
import { playCall } from '../support/twilio.ts';

const ANNA = '+12125550143';
const BEN = '+12125550144';

for (const store of await realStores())
  describe.skipIf(store.missing)(titleOn(store), () => {
    let redis: TestRedis;
    let ringtrail: Ringtrail;
    let shop: SetUp;
    let visits = 0;

    beforeAll(async () => {
      redis = await startTestRedis();
      ringtrail = await startRingtrail({
        env: { STORE_URL: store.url, REDIS_URL: redis.url, CALLER_SECRET: 'a-secret-of-sixteen' },
      });
    });
    beforeEach(async () => {
      shop = await setUpProvider(ringtrail.api);
      // This plan lets routing remember callers.
      await ringtrail.api('PATCH', `/v1/endpoints/${shop.endpoint}`, {
        body: { routing: { spam: { rate: { calls: 50, withinSeconds: 3600, action: 'voicemail' } } } },
      });
    });
    afterAll(async () => {
      await ringtrail.stop();
      await redis.remove();
      await store.remove();
    });

    type Visit = { session: string; visitor: string; page: string; call: string; attribution: string };

    /** Plays a visitor who is shown a number, looks at a page, and calls. */
    async function visitAndCall(from: string): Promise<Visit> {
      const { api } = ringtrail;
      const [session, visitor] = [`session-${++visits}`, `visitor-${visits}`];
      const page = `https://shop.example/roofs?mail=person-${visits}`;
      const context = { page, visitor, clickIds: { gclid: `click-${visits}` } };
      const { body } = await askNumber(api, shop, session, { context });
      await api('POST', '/v1/hits', { key: null, body: [{ site: shop.site, session, type: 'page', page }] });
      const { callSid } = await playCall(ringtrail, { from, to: body.number ?? '' });
      const attribution = await attributionOf(api, callSid);
      const { id } = await callOf(api, callSid);
      expect(attribution).toMatchObject({ to: 'session', session, visitor });
      await api('POST', `/v1/calls/${id}/notes`, { body: { text: `Spoke to ${visitor}` } });
      return { session, visitor, page, call: id, attribution: attribution.id };
    }

    /** Returns everything that the store and Redis hold, as text. */
    async function everythingStored(): Promise<string> {
      const keys = await redis.client.keys('*');
      const values = await Promise.all(
        // The jobs that repeat the erasure name the person for a day.
        keys.filter((key) => !key.includes('}:records:')).map(async (key) => [key, await contentOf(key)]),
      );
      return `${await store.text()}\n${JSON.stringify(values)}`;
    }

    async function contentOf(key: string): Promise<unknown> {
      switch (await redis.client.type(key)) {
        case 'string':
          return redis.client.get(key);
        case 'hash':
          return redis.client.hgetall(key);
        case 'zset':
          return redis.client.zrange(key, '0', '-1');
        case 'set':
          return redis.client.smembers(key);
        case 'list':
          return redis.client.lrange(key, 0, -1);
        case 'stream':
          return redis.client.xrange(key, '-', '+');
        default:
          return null;
      }
    }

    describe('an erasure', () => {
      it('of a caller leaves no trace of the caller and the visit, and can be repeated', async () => {
        const { api } = ringtrail;
        const visit = await visitAndCall(ANNA);
        const other = await visitAndCall(BEN);
        const personal = [ANNA, visit.session, visit.visitor, `person-${visits - 1}`, `click-${visits - 1}`];
        const before = await everythingStored();
        for (const text of personal) expect(before, text).toContain(text);
        const report = await api('GET', `/v1/reports/calls?provider=${shop.provider}&by=source,page,to`);

        const { status, body } = await api('POST', '/v1/erasures', { body: { caller: ANNA } });
        expect(status).toBe(201);
        expect(body).toMatchObject({
          of: 'caller',
          provider: null,
          calls: [visit.call],
          erased: { calls: 1, notes: 1, sessions: 1, hits: 1, showings: 1, links: 1, attributions: 1 },
        });
        const after = await everythingStored();
        for (const text of personal) expect(after.includes(text), text).toBe(false);

        for (const text of [BEN, other.session, other.visitor]) expect(after, text).toContain(text);
        expect(JSON.stringify(body)).not.toContain(ANNA);
        const again = await api<{ erased: object }>('POST', '/v1/erasures', { body: { caller: ANNA } });
        expect(new Set(Object.values(again.body.erased))).toEqual(new Set([0]));
        expect(
          (await api('GET', `/v1/reports/calls?provider=${shop.provider}&by=source,page,to`)).body,
        ).toEqual(report.body);
      });

      it('leaves an erased attribution in the feed, and a later call of the caller is stored with its number', async () => {
        const { api } = ringtrail;
        const visit = await visitAndCall(ANNA);
        const feed = async () =>
          (await api<PageOf<Record<string, unknown>>>('GET', `/v1/attributions?provider=${shop.provider}`))
            .body;
        const { next } = await feed();
        await api('POST', '/v1/erasures', { body: { caller: ANNA, provider: shop.provider } });
        const { data, next: place } = await feed();
        expect(place).toBe(next);
        expect(data).toMatchObject([
          {
            id: visit.attribution,
            call: visit.call,
            source: 'google',
            session: null,
            visitor: null,
            pages: [],
          },
        ]);
        expect(data[0]?.erasedAt).toBeTruthy();
        expect((await api('GET', `/v1/calls/${visit.call}`)).body).toMatchObject({ from: null, notes: [] });
        const later = await visitAndCall(ANNA);
        expect((await api('GET', `/v1/calls/${later.call}`)).body).toMatchObject({ from: ANNA });
      });

      it('of a visitor includes the visits and the calls that were attributed to them', async () => {
        const { api } = ringtrail;
        const visit = await visitAndCall(ANNA);
        const { body } = await api('POST', '/v1/erasures', { body: { visitor: visit.visitor } });
        expect(body).toMatchObject({ of: 'visitor', calls: [visit.call], erased: { sessions: 1, calls: 1 } });
        const after = await everythingStored();
        for (const text of [visit.session, visit.visitor, `click-${visits}`])
          expect(after.includes(text), text).toBe(false);
        expect((await api('GET', `/v1/calls/${visit.call}`)).body).toMatchObject({ from: null });
        // A call to the number still reaches the endpoint.
        const late = await playCall(ringtrail, { from: BEN, to: shop.numbers[0] ?? '' });
        expect(late.document.text).toContain(shop.endpointNumber);
      });

      it('must name one person and an existing provider', async () => {
        const { api } = ringtrail;
        for (const body of [{}, { caller: ANNA, visitor: 'v' }, { caller: 'anna' }])
          expect(await api('POST', '/v1/erasures', { body })).toMatchObject({ status: 400 });
        const body = { caller: ANNA, provider: 'prov_none' };
        expect(await api('POST', '/v1/erasures', { body })).toMatchObject({ status: 422 });
      });
    });

    describe('an export of everything on one person', () => {
      it('holds call, events, notes, attribution, session and hits of a caller', async () => {
        const visit = await visitAndCall(ANNA);
        const query = `caller=${ANNA}&provider=${shop.provider}`;
        for (const who of [query, `visitor=${visit.visitor}`]) {
          const { text, status } = await ringtrail.api('GET', `/v1/privacy/export?${who}`);
          expect(status).toBe(200);
          const lines = text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as { kind: string; record: Record<string, unknown> });
          const of = (kind: string) => lines.filter((line) => line.kind === kind).map(({ record }) => record);
          expect(of('call')).toMatchObject([{ id: visit.call, from: ANNA }]);
          expect(of('event').length).toBeGreaterThan(3);
          expect(of('note')).toMatchObject([{ notes: [{ text: `Spoke to ${visit.visitor}` }] }]);
          expect(of('attribution')).toMatchObject([{ id: visit.attribution, session: visit.session }]);
          expect(of('session')).toMatchObject([{ id: visit.session, facts: { visitor: visit.visitor } }]);
          expect(of('hit')).toMatchObject([{ page: visit.page }]);
          expect(of('showing')).toMatchObject([{ session: visit.session }]);
        }
        expect((await ringtrail.api('GET', '/v1/privacy/export?caller=%2B12125559999')).text).toBe('');
      });
    });

    describe('a provider that hashes callers’ numbers', () => {
      it('recognises a repeat caller, and stores the number nowhere', async () => {
        const { api } = ringtrail;
        await api('PATCH', `/v1/providers/${shop.provider}`, { body: { callerNumbers: 'hash' } });
        const caller = '+12125550178';
        const first = await visitAndCall(caller);
        const second = await visitAndCall(caller);
        expect((await everythingStored()).includes(caller)).toBe(false);
        expect(ringtrail.output()).not.toContain(caller);
        const from = async (call: string) =>
          (await api<{ from: string }>('GET', `/v1/calls/${call}`)).body.from;
        expect(await from(first.call)).toMatch(/^caller_/);
        expect(await from(second.call)).toBe(await from(first.call));
        const { body } = await api('GET', `/v1/attributions/${second.attribution}`);
        expect(body).toMatchObject({ callerCalls: 1 });

        await api('PATCH', `/v1/endpoints/${shop.endpoint}`, { body: { routing: { blocked: [caller] } } });
        const blocked = await playCall(ringtrail, { from: caller, to: shop.numbers[0] ?? '' });
        expect(blocked.document.text).not.toContain(shop.endpointNumber);
        await eventually(async () => (await callOf(api, blocked.callSid)).outcome);
        const erased = await api('POST', '/v1/erasures', { body: { caller } });
        expect(erased.body).toMatchObject({ erased: { calls: 3 }, blockedBy: [shop.endpoint] });
        expect(await from(first.call)).toBeNull();
      });
    });

    describe('the audit log', () => {
      it('notes the key of each read and each change, without personal data', async () => {
        const { api } = ringtrail;
        const { id, secret } = (
          await api<{ id: string; secret: string }>('POST', '/v1/keys', {
            body: { name: 'Warehouse', scopes: ['read'] },
          })
        ).body;
        const visit = await visitAndCall(ANNA);
        await api('GET', `/v1/calls/${visit.call}`, { key: secret });
        await api('GET', `/v1/calls/${visit.call}`, { key: secret });
        await api('GET', `/v1/calls?from=${encodeURIComponent(ANNA)}&limit=5`, { key: secret });
        await api('GET', '/v1/providers', { key: secret });
        await api('GET', '/v1/calls', { key: 'nobody' });
        type Entry = Record<string, unknown> & { route: string };
        const entries = await eventually(async () => {
          const { data } = (await api<PageOf<Entry>>('GET', `/v1/audit?key=${id}`)).body;
          return data.length >= 3 && data;
        });
        const of = (route: string) => entries.find((entry) => entry.route === route);
        expect(of('/v1/calls/{id}')).toMatchObject({
          name: 'Warehouse',
          ids: [visit.call],
          status: 200,
          count: 2,
        });
        expect(of('/v1/calls')).toMatchObject({ query: { from: '+1212*****43' }, count: 1 });
        expect(of('/v1/providers')).toMatchObject({ status: 403 });
        const made = await api<PageOf<Entry>>('GET', `/v1/audit?id=${id}`);
        expect(made.body.data).toMatchObject([
          { key: 'admin', method: 'POST', route: '/v1/keys', status: 201 },
        ]);
        const numbers = await api<PageOf<{ id: string }>>('GET', `/v1/numbers?provider=${shop.provider}`);
        const changes = async (record: string) =>
          (await api<PageOf<Entry>>('GET', `/v1/audit?id=${record}&key=admin`)).body.data.filter(
            ({ method }) => method === 'POST',
          );
        const several = numbers.body.data.map((number) => number.id);
        const [ofNumber] = await changes(several[0] ?? '');
        expect(ofNumber, 'several that were made at once').toMatchObject({ route: '/v1/numbers' });
        expect(new Set(ofNumber?.ids as string[])).toEqual(new Set(several));
        const note = { route: '/v1/calls/{id}/notes', ids: [visit.call] };
        expect(await changes(visit.call), 'once each').toMatchObject([note]);
      });
    });
  });
