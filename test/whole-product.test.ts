import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { type Double, startDouble } from './support/consumers/double.ts';
import { eventually } from './support/eventually.ts';
import { type Attribution, attributionOf, type PageOf } from './support/records.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';
import { realStores, titleOn } from './support/stores.ts';
import { playCall } from './support/twilio.ts';

type FeedAttribution = Attribution & { outcome: string; talkSeconds: number; erasedAt?: string };
type Sums = { calls: number; talkSeconds: number; to: Record<Attribution['to'], number> };
type Report = { data: (Sums & { by: { source: string | null } })[]; total: Sums; upTo: string };

const ANNA = '+12125550143';
const BEN = '+12125550144';

for (const store of await realStores()) {
  describe.skipIf(store.missing)(titleOn(store), () => {
    let double: Double;
    let ringtrail: Ringtrail;
    let shop: SetUp;
    beforeAll(async () => {
      double = await startDouble();
      ringtrail = await startRingtrail({ env: { STORE_URL: store.url, DELIVERY_PRIVATE_NETWORKS: 'on' } });
      shop = await setUpProvider(ringtrail.api);
    });
    afterAll(async () => {
      await ringtrail.stop();
      await double.stop();
      await store.remove();
    });

    async function visitAndCall(session: string, from: string): Promise<FeedAttribution> {
      const context = { page: 'https://shop.example/roofs', visitor: `visitor of ${session}` };
      const { number } = (await askNumber(ringtrail.api, shop, session, { context })).body;
      const { callSid } = await playCall(ringtrail, { from, to: number ?? '' });
      const attribution = await attributionOf(ringtrail.api, callSid);
      expect(attribution).toMatchObject({ to: 'session', session, visitor: context.visitor });
      return attribution as FeedAttribution;
    }

    async function feed(after = ''): Promise<PageOf<FeedAttribution>> {
      const query = `provider=${shop.provider}${after && `&after=${after}`}`;
      return (await ringtrail.api<PageOf<FeedAttribution>>('GET', `/v1/attributions?${query}`)).body;
    }

    const report = async () =>
      (await ringtrail.api<Report>('GET', `/v1/reports/calls?provider=${shop.provider}&by=source`)).body;

    /** What the report must say, from nothing but the feed. */
    async function expectReportOfFeed(): Promise<void> {
      const { data } = await feed();
      const replaced = new Set(data.map(({ replaces }) => replaces));
      const effective = data.filter(({ id }) => !replaced.has(id));
      const sumsOf = (some: FeedAttribution[]): Sums => ({
        calls: some.length,
        talkSeconds: some.reduce((sum, { talkSeconds }) => sum + talkSeconds, 0),
        to: {
          session: some.filter(({ to }) => to === 'session').length,
          bucket: some.filter(({ to }) => to === 'bucket').length,
          none: some.filter(({ to }) => to === 'none').length,
        },
      });
      const { data: rows, total } = await report();
      expect(total).toMatchObject(sumsOf(effective));
      for (const { by, ...sums } of rows)
        expect(sums).toMatchObject(sumsOf(effective.filter(({ source }) => source === by.source)));
      expect(rows.reduce((sum, { calls }) => sum + calls, 0)).toBe(effective.length);
    }

    const received = (type: string) =>
      double.received
        .map(({ body }) => JSON.parse(body))
        .filter((event) => event.type === type)
        .map(({ data }) => data.attribution.id);

    it('a call reaches a consumer once, and later corrections, reattributions and erasures reach all readers', async () => {
      const { api } = ringtrail;
      const consumer = { provider: shop.provider, name: 'CRM', kind: 'webhook', inOrder: true };
      const settings = { url: double.url };
      expect((await api('POST', '/v1/consumers', { body: { ...consumer, settings } })).status).toBe(201);
      const since = new Date(Date.now() - 60_000).toISOString();

      const anna = await visitAndCall('session-1', ANNA);
      const ben = await visitAndCall('session-2', BEN);
      const cleo = await visitAndCall('session-3', '+12125550145');
      const first = await feed();
      expect(first.data).toEqual([anna, ben, cleo]);
      await eventually(async () => received('call.attributed').length >= 3);
      await expectReportOfFeed();

      const corrected = await api<FeedAttribution>('POST', `/v1/attributions/${ben.id}/corrections`, {
        body: { to: 'bucket', bucket: { source: 'print' }, reason: 'The caller said so' },
      });
      expect(corrected.status).toBe(201);
      // No confidence reaches it, so sessions are named no more.
      await api('PATCH', `/v1/providers/${shop.provider}`, { body: { claimAt: 1 } });
      const started = await api<{ id: string }>('POST', '/v1/reattributions', {
        body: { provider: shop.provider, since },
      });
      const done = await eventually(async () => {
        const { body } = await api<{ state: string }>('GET', `/v1/reattributions/${started.body.id}`);
        return body.state === 'done' ? body : null;
      });
      expect(done).toMatchObject({ done: 3, changed: 2, kept: 1 });
      const later = await feed(first.next ?? '');
      expect(later.data[0]).toEqual(corrected.body);
      expect(later.data.slice(1)).toMatchObject([
        { call: cleo.call, replaces: cleo.id, to: 'bucket' },
        { call: anna.call, replaces: anna.id, to: 'bucket' },
      ]);
      await eventually(async () => received('call.reattributed').length >= 3);
      await expectReportOfFeed();

      const everything = await feed();
      for (const format of ['ndjson', 'csv']) {
        const path = `/v1/exports/attributions.${format}?provider=${shop.provider}&effective=false&fields=source,confidence`;
        const { text, headers } = await api('GET', path);
        const lines = text.trimEnd().split('\n');
        const ids = lines.slice(format === 'csv' ? 1 : 0).map((line) => /attr_\w+/.exec(line)?.[0]);
        expect(ids).toEqual(everything.data.map(({ id }) => id));
        expect(headers.get('feed-next')).toBe(everything.next);
      }

      const before = await store.text();
      for (const text of [ANNA, 'session-1', 'visitor of session-1'])
        expect(before.includes(text), text).toBe(true);
      const erased = await api('POST', '/v1/erasures', { body: { caller: ANNA } });
      expect(erased.body).toMatchObject({
        calls: [anna.call],
        erased: { calls: 1, sessions: 1, attributions: 2 },
      });
      const after = await store.text();
      for (const text of [ANNA, 'session-1', 'visitor of session-1'])
        expect(after.includes(text), text).toBe(false);
      for (const text of [BEN, 'session-2', 'visitor of session-2'])
        expect(after.includes(text), text).toBe(true);
      const { data: left } = await feed();
      expect(left.map(({ id }) => id)).toEqual(everything.data.map(({ id }) => id));
      expect(left.filter(({ erasedAt }) => erasedAt).map(({ call }) => call)).toEqual([anna.call, anna.call]);
      await expectReportOfFeed();

      expect(double.received).toHaveLength(6);
      expect(received('call.attributed')).toEqual(first.data.map(({ id }) => id));
      expect(received('call.reattributed')).toEqual(later.data.map(({ id }) => id));
    });
  });
}
