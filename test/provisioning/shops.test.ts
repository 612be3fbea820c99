import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { numberSearchSchema } from '../../src/domain/number-search.ts';
import type { CarrierAccount } from '../../src/voice/carriers/account.ts';
import { accountsFor, type ListingCarrier } from '../../src/voice/carriers/accounts.ts';
import type { NumberShop } from '../../src/voice/carriers/shop.ts';
import { type ShopDouble, startShop } from '../support/number-shop/server.ts';
import { SHOPS } from '../support/number-shop/shops.ts';

const [FIRST, SECOND] = ['+12125550101', '+13105550102'] as const;
const TAG = 'ringtrail ord_1 0';
const BASE = 'https://calls.example.com/v1/carriers/x';
const URLS = { voice: `${BASE}/voice`, fallback: `${BASE}/fallback`, status: `${BASE}/status` };
const search = (of: object = {}) => numberSearchSchema.parse({ country: 'US', ...of });

describe.each(Object.entries(SHOPS))('the shop of %s', (carrier, api) => {
  let double: ShopDouble;
  let account: CarrierAccount;
  let shop: NumberShop;

  const open = (secret: string): CarrierAccount => {
    const none = { url: null, accounts: [] };
    const apis = { twilio: none, signalwire: none, telnyx: none, plivo: none };
    const [opened] = accountsFor({
      ...apis,
      [carrier as ListingCarrier]: { url: double.url, accounts: [`ACC1:${secret}`] },
    });
    if (!opened) throw new Error(`${carrier} has no shop`);
    return opened;
  };
  beforeEach(async () => {
    double = await startShop(api);
    double.account.offer(FIRST, SECOND);
    account = open('s3cret');
    shop = account.shop;
  });
  afterEach(() => double.close());

  const faultOf = (promise: Promise<unknown>) =>
    promise.then(
      () => null,
      ({ fault, retryAfterSeconds, message }) => ({ fault, retryAfterSeconds, message }),
    );

  it('finds numbers by country, kind and area code, with their price where the carrier says it', async () => {
    const found = await shop.search(search(), 10);
    expect(found.map(({ number }) => number)).toEqual([FIRST, SECOND]);
    const price = carrier === 'signalwire' ? null : { amount: '1.15', currency: 'USD' };
    expect(found.map(({ monthlyPrice }) => monthlyPrice)).toEqual([price, price]);
    expect(await shop.search(search({ areaCode: '310' }), 10)).toMatchObject([{ number: SECOND }]);
    expect(await shop.search(search({ kind: 'toll_free' }), 10)).toEqual([]);
    expect(await shop.search(search({ country: 'GB' }), 10)).toEqual([]);
    expect(await shop.search(search(), 1)).toHaveLength(1);
  });

  it('buys a number with our tag, by which it is found again', async () => {
    expect(await shop.bought(TAG, FIRST)).toEqual([]);
    await shop.buy(FIRST, TAG);
    expect(await shop.bought(TAG, FIRST)).toEqual([{ number: FIRST, isReady: true }]);
    expect(await shop.bought('ringtrail ord_1', SECOND)).toEqual([]);
    expect(double.account).toMatchObject({ paid: [FIRST], spentCents: 115 });
    expect(double.account.find(FIRST)).toMatchObject({ tag: TAG });
  });

  it('sets the addresses of calls, as the comparison of numbers expects them', async () => {
    await shop.buy(FIRST, TAG);
    await shop.buy(SECOND, 'another');
    for (const number of [FIRST, SECOND, FIRST]) await shop.setUrls(number, URLS);
    const listed = { voiceUrl: URLS.voice, method: 'POST', takenBy: null };
    expect(await account.numbers()).toEqual([FIRST, SECOND].map((number) => ({ number, ...listed })));
    expect(double.account.find(FIRST)).toMatchObject({
      fallbackUrl: URLS.fallback,
      statusUrl: URLS.status,
      tag: TAG,
    });
    expect(await faultOf(shop.setUrls('+12125550199', URLS))).toMatchObject({ fault: 'not_in_account' });
  });

  it('releases a number, and a released one again', async () => {
    await shop.buy(FIRST, TAG);
    await shop.release(FIRST);
    expect(double.account.owned).toEqual([]);
    await shop.release(FIRST);
  });

  it.each([
    ['gone', 'number_gone'],
    ['address', 'address_required'],
    ['credit', 'no_credit'],
    ['failure', 'uncertain'],
    ['lost', 'uncertain'],
  ] as const)('says in words that a purchase failed: %s', async (fault, expected) => {
    double.account.faults.push(fault);
    const refused = await faultOf(shop.buy(FIRST, TAG));
    expect(refused).toMatchObject({ fault: expected });
    expect(refused?.message).not.toContain('s3cret');
    expect(double.account.paid).toEqual([]);
  });

  it('says how long it has to wait after too many requests', async () => {
    double.account.faults.push('rate');
    expect(await faultOf(shop.buy(FIRST, TAG))).toMatchObject({
      fault: 'rate_limited',
      retryAfterSeconds: 7,
    });
  });

  it('calls a purchase uncertain when the carrier booked it and did not answer', async () => {
    double.account.faults.push('silent');
    expect(await faultOf(shop.buy(FIRST, TAG))).toMatchObject({ fault: 'uncertain' });
    expect(await shop.bought(TAG, FIRST)).toEqual([{ number: FIRST, isReady: true }]);
  });

  it('does not call it uncertain when the carrier was not reached, or refuses the credentials', async () => {
    expect(await faultOf(open('wrong').shop.buy(FIRST, TAG))).toMatchObject({
      fault: 'credentials_refused',
    });
    // A port on which nothing listens any more, and to which no client has a connection.
    const closed = await startShop(api);
    await closed.close();
    double = { ...double, url: closed.url };
    expect(await faultOf(open('s3cret').shop.buy(FIRST, TAG))).toMatchObject({
      fault: 'unavailable',
    });
  });
});
