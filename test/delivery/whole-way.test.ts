import { afterAll, beforeAll, expect, it } from 'vitest';
import { continuedAsInGa4 } from '../../src/tags/ga4.ts';
import type { Session } from '../../src/tags/session.ts';
import { touchOf } from '../../src/tags/touch.ts';
import { askNumber } from '../support/allocations.ts';
import { type Double, startDouble } from '../support/consumers/double.ts';
import { ga4Double } from '../support/consumers/ga4-double.ts';
import { googleAdsDouble } from '../support/consumers/google-ads-double.ts';
import { metaDouble } from '../support/consumers/meta-double.ts';
import { eventually } from '../support/eventually.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { setUpProvider } from '../support/setup-provider.ts';
import { playCall } from '../support/twilio.ts';

const now = () => new Date();
const CLIENT = '1162820436.1749482504';
const GCLID = 'EAIaIQobChMI';

const ga4 = ga4Double(now);
const google = googleAdsDouble(now, { clicks: { [GCLID]: new Date(Date.now() - 7 * 3_600_000) } });
const meta = metaDouble(now);
let doubles: [Double, Double, Double];
let ringtrail: Ringtrail;
beforeAll(async () => {
  doubles = [await startDouble(ga4.answer), await startDouble(google.answer), await startDouble(meta.answer)];
  ringtrail = await startRingtrail({ env: { DELIVERY_PRIVATE_NETWORKS: 'on' } });
});
afterAll(async () => {
  await ringtrail.stop();
  await Promise.all(doubles.map((double) => double.stop()));
});

/** Returns the session that the tag finds with the option `ga4` on a page with these cookies. */
function sessionOfTag(page: string, cookie: string): Session {
  Object.assign(globalThis, { document: { cookie } });
  try {
    return continuedAsInGa4('G-ABC123', undefined, Date.now(), touchOf(page, ''));
  } finally {
    Reflect.deleteProperty(globalThis, 'document');
  }
}

it('a visitor’s call reaches GA4, Google Ads and Meta with the ids that the tags found', async () => {
  const [analytics, ads, social] = doubles;
  const shop = await setUpProvider(ringtrail.api);
  const make = async (body: object) => {
    const wanted = { provider: shop.provider, name: 'Test', ...body };
    expect((await ringtrail.api('POST', '/v1/consumers', { body: wanted })).status).toBe(201);
  };
  await make({
    kind: 'ga4',
    settings: { measurementId: 'G-ABC123', url: analytics.url },
    credentials: { apiSecret: 'api-secret' },
  });
  await make({
    kind: 'google_ads',
    settings: {
      ...{ api: 'click_uploads', customerId: '123', conversionAction: '55' },
      ...{ url: ads.url, tokenUrl: `${ads.url}/token` },
    },
    credentials: {
      developerToken: 'developer-token',
      clientId: 'client-id',
      clientSecret: 'client-secret',
      refreshToken: 'refresh-token',
    },
  });
  await make({
    kind: 'meta',
    settings: { dataset: '4455', url: social.url },
    credentials: { accessToken: 'access-token' },
  });

  const began = Math.floor(Date.now() / 1000) - 30;
  const page = `https://shop.example/roofs?gclid=${GCLID}&fbclid=IwAR2F4-dbP`;
  const { id, visitor, touch } = sessionOfTag(page, `_ga=GA1.1.${CLIENT}; _ga_ABC123=GS2.1.s${began}$o1$g0`);
  const context = { page: touch.page, visitor, clickIds: touch.clickIds };
  const { number } = (await askNumber(ringtrail.api, shop, id, { context })).body;
  await playCall(ringtrail, { to: number ?? '', from: '+12125550100' });

  await eventually(async () => ga4.events.length + google.counted.size + meta.counted.size === 3);
  expect(ga4.events).toMatchObject([
    { client: CLIENT, session: String(began), faults: [], params: { talk_seconds: 42 } },
  ]);
  const [conversion] = google.counted.values();
  expect(conversion).toMatchObject({ gclid: GCLID });
  const [event] = meta.counted.values();
  expect(event?.user_data).toMatchObject({
    fbc: expect.stringMatching(/\.IwAR2F4-dbP$/),
    ph: [expect.any(String)],
  });
});
