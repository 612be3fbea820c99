/** The check of a page in the operator's own browser, by the requests that the page's tags send. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';

type Check = { id: string; url: string; requests: Record<string, unknown>[] };
const ORIGIN = 'https://www.shop.example';

let ringtrail: Ringtrail;
let shop: SetUp;
beforeAll(async () => {
  ringtrail = await startRingtrail();
  shop = await setUpProvider(ringtrail.api, { origins: [ORIGIN] });
});
afterAll(() => ringtrail.stop());

async function begin(site = shop.site): Promise<Check> {
  const body = { url: `${ORIGIN}/contact?utm_source=mail&lang=de` };
  return (await ringtrail.api<Check>('POST', `/v1/sites/${site}/browser-checks`, { body })).body;
}
const requestsOf = async ({ id }: Check) =>
  (await ringtrail.api<Check>('GET', `/v1/browser-checks/${id}`)).body.requests;
const ask = (session: string | null, page: string, origin = ORIGIN, more: object = {}) =>
  askNumber(
    ringtrail.api,
    shop,
    session as string,
    { context: { page }, ...more },
    { headers: { Origin: origin } },
  );

describe('a check in the browser', () => {
  it('names itself in the address, as a campaign that begins a session', async () => {
    const { id, url, requests } = await begin();
    expect(requests).toEqual([]);
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      ...{ lang: 'de', utm_source: 'ringtrail', utm_medium: 'check', utm_id: id },
    });
  });

  it('lists the requests of its page in their order: the visit, the number, and a visit without consent', async () => {
    const check = await begin();
    const body = [{ site: shop.site, session: 'own', type: 'page', page: check.url }];
    await ringtrail.api('POST', '/v1/hits', { key: null, body, headers: { Origin: ORIGIN } });
    await expect.poll(() => requestsOf(check)).toMatchObject([{ type: 'page', origin: ORIGIN }]);
    const { number, national } = (await ask('own', check.url)).body;
    await expect.poll(async () => (await requestsOf(check)).length).toBe(2);
    await ask(null, `${check.url}#top`);
    await expect.poll(async () => (await requestsOf(check)).length).toBe(3);
    expect((await requestsOf(check)).slice(1)).toMatchObject([
      { type: 'allocation', endpoint: shop.endpoint, number, national, keyedBy: 'session', hasSession: true },
      { type: 'allocation', keyedBy: 'bucket', hasSession: false, problem: null },
    ]);
  });

  it('names the refusal of an address that the site does not list', async () => {
    const check = await begin();
    expect((await ask('other', check.url, 'https://stage.shop.example')).status).toBe(403);
    await expect
      .poll(() => requestsOf(check))
      .toMatchObject([{ problem: 'origin_not_allowed', origin: 'https://stage.shop.example', number: null }]);
  });

  it('keeps twenty requests, and none of another site, of another page or of a made-up check', async () => {
    const check = await begin();
    const other = await setUpProvider(ringtrail.api, { origins: [ORIGIN] });
    await askNumber(ringtrail.api, other, 'x', { context: { page: check.url } });
    await ask('y', `${ORIGIN}/?utm_id=rtc_${'a'.repeat(22)}`);
    await ask('z', ORIGIN);
    for (let i = 0; i < 22; i++) await ask('many', check.url);
    await expect.poll(async () => (await requestsOf(check)).length).toBe(20);
    expect((await requestsOf(check)).every(({ endpoint }) => endpoint === shop.endpoint)).toBe(true);
  });

  it('is not there for another provider, and not by a made-up name', async () => {
    const check = await begin();
    const { provider } = await setUpProvider(ringtrail.api);
    const body = { name: 'Bound', scopes: ['setup:write'], providers: [provider] };
    const { secret: key } = (await ringtrail.api<{ secret: string }>('POST', '/v1/keys', { body })).body;
    for (const id of [check.id, `rtc_${'a'.repeat(22)}`, 'rtc_*'])
      expect((await ringtrail.api('GET', `/v1/browser-checks/${id}`, { key })).status, id).toBe(404);
    const begun = await ringtrail.api('POST', `/v1/sites/${shop.site}/browser-checks`, {
      ...{ key, body: { url: ORIGIN } },
    });
    expect(begun.status).toBe(404);
  });
});
