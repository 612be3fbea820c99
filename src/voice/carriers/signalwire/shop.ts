import { z } from 'zod';
import { withPlus } from '../../../domain/phone.ts';
import type { Rest } from '../rest.ts';
import { type NumberShop, ShopError } from '../shop.ts';
import { openShopClient } from '../shop-client.ts';

const KINDS = { local: 'Local', mobile: 'Mobile', toll_free: 'TollFree', national: 'National' } as const;
const offersSchema = z.looseObject({
  available_phone_numbers: z.array(
    z.looseObject({
      phone_number: z.string(),
      rate_center: z.string().nullish(),
      locality: z.string().nullish(),
      region: z.string().nullish(),
    }),
  ),
});
const numbersSchema = z.looseObject({
  incoming_phone_numbers: z.array(
    z.looseObject({ sid: z.string(), phone_number: z.string(), friendly_name: z.string().nullish() }),
  ),
});
const refusalSchema = z.looseObject({
  code: z.union([z.string(), z.number()]).nullish(),
  message: z.string().nullish(),
});

/**
 * Buys and releases numbers of a SignalWire project by its API in Twilio's form. SignalWire states no price there.
 * @param path the account's, such as `/api/laml/2010-04-01/Accounts/…`
 */
export function signalwireShop(rest: Rest, path: string): NumberShop {
  const client = openShopClient(rest, (body) => refusalSchema.safeParse(body).data ?? {});
  const numbers = `${path}/IncomingPhoneNumbers`;
  const list = async (query: Record<string, string>) =>
    (await client.read(`${numbers}.json?${new URLSearchParams(query)}`, numbersSchema))
      .incoming_phone_numbers;
  const sidOf = async (number: string): Promise<string> => {
    const found = (await list({ PhoneNumber: number })).find((one) => withPlus(one.phone_number) === number);
    if (!found) throw new ShopError('not_in_account');
    return found.sid;
  };

  return {
    async search({ country, kind, areaCode, contains, capabilities }, limit) {
      const query = new URLSearchParams({
        ...(areaCode !== undefined && { AreaCode: areaCode }),
        ...(contains !== undefined && { Contains: contains }),
        ...(capabilities.includes('sms') && { SmsEnabled: 'true' }),
        ...(capabilities.includes('mms') && { MmsEnabled: 'true' }),
        ...(capabilities.includes('voice') && { VoiceEnabled: 'true' }),
        PageSize: String(limit),
      });
      const page = `${path}/AvailablePhoneNumbers/${country}/${KINDS[kind]}.json?${query}`;
      const found = await client.read(page, offersSchema);
      return found.available_phone_numbers.slice(0, limit).map(({ phone_number, locality, region }) => ({
        number: withPlus(phone_number),
        place: [locality, region].filter(Boolean).join(', ') || null,
        monthlyPrice: null,
      }));
    },
    async buy(number, tag) {
      await client.change('POST', `${numbers}.json`, { form: { PhoneNumber: number, FriendlyName: tag } });
    },
    async bought(tag) {
      const tagged = (await list({ FriendlyName: tag })).filter((one) => one.friendly_name === tag);
      return tagged.map(({ phone_number }) => ({ number: withPlus(phone_number), isReady: true }));
    },
    async setUrls(number, { voice, fallback, status }) {
      const form = {
        ...{ VoiceUrl: voice, VoiceMethod: 'POST', VoiceFallbackUrl: fallback, VoiceFallbackMethod: 'POST' },
        ...{ StatusCallback: status, StatusCallbackMethod: 'POST', VoiceApplicationSid: '' },
      };
      await client.change('POST', `${numbers}/${await sidOf(number)}.json`, { form });
    },
    async release(number) {
      try {
        await client.change('DELETE', `${numbers}/${await sidOf(number)}.json`);
      } catch (error) {
        if (!(error instanceof ShopError && error.fault === 'not_in_account')) throw error;
      }
    },
  };
}
