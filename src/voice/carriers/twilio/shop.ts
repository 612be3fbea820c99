import type { Twilio } from 'twilio';
import type { IncomingPhoneNumberInstance } from 'twilio/lib/rest/api/v2010/account/incomingPhoneNumber.js';
import { z } from 'zod';
import type { NumberSearch, Offer, Price } from '../../../domain/number-search.ts';
import { withPlus } from '../../../domain/phone.ts';
import { type NumberShop, priceFrom, ShopError } from '../shop.ts';
import { shopErrorOf, unanswered } from '../twilio-like/shop-faults.ts';

/** The kinds of numbers, as the client names their lists and as the list of prices names them. */
const KINDS = {
  local: { list: 'local', price: 'local' },
  mobile: { list: 'mobile', price: 'mobile' },
  toll_free: { list: 'tollFree', price: 'toll free' },
  national: { list: 'national', price: 'national' },
} as const;

/** The prices as the library returns them. Its types lack the kind. */
const pricesSchema = z.array(
  z.looseObject({ numberType: z.string(), currentPrice: z.union([z.string(), z.number()]).nullish() }),
);

/** The lists of the four kinds, which have one shape and four types. */
type AvailableNumbers = {
  list(query: object): Promise<{ phoneNumber: string; locality: string; region: string }[]>;
};

/** Buys and releases numbers through Twilio's own library. */
export function twilioShop(openClient: () => Promise<Twilio>): NumberShop {
  const read = <T>(request: (client: Twilio) => Promise<T>) => run(openClient, request, false);
  const change = <T>(request: (client: Twilio) => Promise<T>) => run(openClient, request, true);
  const sidOf = async (number: string): Promise<string> => {
    const [found] = await read((client) =>
      client.incomingPhoneNumbers.list({ phoneNumber: number, limit: 1 }),
    );
    if (!found) throw new ShopError('not_in_account');
    return found.sid;
  };

  return {
    search: (search, limit) => read((client) => findOffers(client, search, limit)),
    buy: (phoneNumber, friendlyName) =>
      change(
        async (client) => void (await client.incomingPhoneNumbers.create({ phoneNumber, friendlyName })),
      ),
    async bought(friendlyName) {
      const found: IncomingPhoneNumberInstance[] = await read((client) =>
        client.incomingPhoneNumbers.list({ friendlyName }),
      );
      const tagged = found.filter((one) => one.friendlyName === friendlyName);
      return tagged.map(({ phoneNumber }) => ({ number: withPlus(phoneNumber), isReady: true }));
    },
    async setUrls(number, { voice, fallback, status }) {
      const sid = await sidOf(number);
      // A trunk or an application would take the calls in place of the URLs.
      const urls = {
        ...{ voiceUrl: voice, voiceMethod: 'POST', voiceFallbackUrl: fallback, voiceFallbackMethod: 'POST' },
        ...{ statusCallback: status, statusCallbackMethod: 'POST', voiceApplicationSid: '', trunkSid: '' },
      };
      await change((client) => client.incomingPhoneNumbers(sid).update(urls));
    },
    async release(number) {
      try {
        const sid = await sidOf(number);
        await change((client) => client.incomingPhoneNumbers(sid).remove());
      } catch (error) {
        if (!(error instanceof ShopError && error.fault === 'not_in_account')) throw error;
      }
    },
  };
}

async function findOffers(client: Twilio, search: NumberSearch, limit: number): Promise<Offer[]> {
  const { country, kind, areaCode, contains, capabilities } = search;
  const query = {
    ...(areaCode !== undefined && { areaCode: Number(areaCode) }),
    ...(contains !== undefined && { contains }),
    ...(capabilities.includes('voice') && { voiceEnabled: true }),
    ...(capabilities.includes('sms') && { smsEnabled: true }),
    ...(capabilities.includes('mms') && { mmsEnabled: true }),
    limit,
  };
  const list: AvailableNumbers = client.availablePhoneNumbers(country)[KINDS[kind].list];
  // A country without this kind of number has no such list.
  const found = await list.list(query).catch((error) => (isMissing(error) ? [] : Promise.reject(error)));
  if (found.length === 0) return [];
  const monthlyPrice = await priceOf(client, search);
  return found.map(({ phoneNumber, locality, region }) => ({
    number: withPlus(phoneNumber),
    place: [locality, region].filter(Boolean).join(', ') || null,
    monthlyPrice,
  }));
}

async function priceOf(client: Twilio, { country, kind }: NumberSearch): Promise<Price | null> {
  const { phoneNumberPrices, priceUnit } = await client.pricing.v1.phoneNumbers.countries(country).fetch();
  const prices = pricesSchema.safeParse(phoneNumberPrices).data ?? [];
  const ofKind = prices.find(({ numberType }) => numberType.toLowerCase() === KINDS[kind].price);
  return priceFrom(ofKind?.currentPrice, priceUnit);
}

function isMissing(error: unknown): boolean {
  return (error as { status?: unknown }).status === 404;
}

async function run<T>(
  openClient: () => Promise<Twilio>,
  request: (client: Twilio) => Promise<T>,
  isChange: boolean,
): Promise<T> {
  const client = await openClient();
  try {
    return await request(client);
  } catch (error) {
    if (error instanceof ShopError) throw error;
    const { status, code, message } = error as { status?: number; code?: string | number; message?: string };
    // The library's error is no cause: it holds the request with the auth token.
    if (typeof status !== 'number') throw unanswered(code, isChange);
    throw shopErrorOf({ status, code, message, retryAfter: retryAfterOf(client) }, isChange);
  }
}

/** The library's errors lack the headers, and the client remembers its last answer. */
function retryAfterOf(client: Twilio): string | null {
  const { lastResponse } = client.httpClient ?? {};
  const headers = lastResponse?.headers as Record<string, string | undefined> | undefined;
  return headers?.['retry-after'] ?? null;
}
