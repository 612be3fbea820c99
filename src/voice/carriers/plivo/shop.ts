import { z } from 'zod';
import { withPlus } from '../../../domain/phone.ts';
import type { Rest } from '../rest.ts';
import { type NumberShop, priceFrom, ShopError, type VoiceUrls } from '../shop.ts';
import { openShopClient, type ShopClient } from '../shop-client.ts';

const KINDS = { local: 'local', mobile: 'mobile', toll_free: 'tollfree', national: 'national' } as const;
const MAX_LIMIT = 20;
const offersSchema = z.looseObject({
  objects: z.array(
    z.looseObject({
      number: z.string(),
      city: z.string().nullish(),
      region: z.string().nullish(),
      monthly_rental_rate: z.union([z.string(), z.number()]).nullish(),
    }),
  ),
});
const numbersSchema = z.looseObject({ objects: z.array(z.looseObject({ number: z.string() })) });
const applicationsSchema = z.looseObject({
  objects: z.array(z.looseObject({ app_id: z.string(), answer_url: z.string().nullish() })),
});
const createdSchema = z.looseObject({ app_id: z.string() });
const boughtSchema = z.looseObject({ status: z.string().nullish() });
const refusalSchema = z.looseObject({ error: z.string().nullish() });

/**
 * Buys and releases numbers of a Plivo account. A purchase takes no tag, so a number counts as bought when the account has it: the
 * order had chosen it among those for sale. A number's calls go to an application with our addresses.
 * @param path the account's, such as `/v1/Account/MA…`
 */
export function plivoShop(rest: Rest, path: string): NumberShop {
  const client = openShopClient(rest, (body) => ({ message: refusalSchema.safeParse(body).data?.error }));
  const pathOf = (number: string) => `${path}/Number/${number.slice(1)}/`;

  return {
    async search({ country, kind, areaCode, contains, capabilities }, limit) {
      const query = new URLSearchParams({
        ...{ country_iso: country, type: KINDS[kind], services: capabilities.join(',') },
        ...(areaCode !== undefined && { pattern: areaCode }),
        limit: String(Math.min(limit, MAX_LIMIT)),
      });
      const { objects } = await client.read(`${path}/PhoneNumber/?${query}`, offersSchema);
      const found = objects.filter(({ number }) => number.includes(contains ?? '')).slice(0, limit);
      return found.map(({ number, city, region, monthly_rental_rate }) => ({
        number: withPlus(number),
        place: [city, region].filter(Boolean).join(', ') || null,
        // Plivo bills all accounts in US dollars.
        monthlyPrice: priceFrom(monthly_rental_rate, 'USD'),
      }));
    },
    async buy(number, tag) {
      const answer = await client.change('POST', `${path}/PhoneNumber/${number.slice(1)}/`, { json: {} });
      // Numbers that need a check of documents are pending.
      if (boughtSchema.safeParse(answer).data?.status === 'pending') throw new ShopError('uncertain');
      // The tag is for people alone. A purchase that is booked must not fail for it.
      await client.change('POST', pathOf(number), { json: { alias: tag } }).catch(ignoreShopError);
    },
    async bought(_tag, number) {
      const query = new URLSearchParams({ number_startswith: number.slice(1), limit: '20' });
      const { objects } = await client.read(`${path}/Number/?${query}`, numbersSchema);
      return objects.some((one) => withPlus(one.number) === number) ? [{ number, isReady: true }] : [];
    },
    async setUrls(number, urls) {
      const app_id = await applicationWith(client, path, urls);
      await client.change('POST', pathOf(number), { json: { app_id } });
    },
    async release(number) {
      try {
        await client.change('DELETE', pathOf(number));
      } catch (error) {
        if (!(error instanceof ShopError && error.fault === 'not_in_account')) throw error;
      }
    },
  };
}

/** Returns the id of the application with our addresses, and creates a missing one. */
async function applicationWith(client: ShopClient, path: string, urls: VoiceUrls): Promise<string> {
  const { objects } = await client.read(`${path}/Application/?limit=20`, applicationsSchema);
  const found = objects.find(({ answer_url }) => answer_url === urls.voice);
  if (found) return found.app_id;
  const json = {
    ...{ app_name: 'Ringtrail', answer_url: urls.voice, answer_method: 'POST' },
    ...{ fallback_answer_url: urls.fallback, fallback_method: 'POST' },
    ...{ hangup_url: urls.status, hangup_method: 'POST' },
  };
  return createdSchema.parse(await client.change('POST', `${path}/Application/`, { json })).app_id;
}

function ignoreShopError(error: unknown): void {
  if (!(error instanceof ShopError)) throw error;
}
