import { z } from 'zod';
import { withPlus } from '../../../domain/phone.ts';
import type { Rest } from '../rest.ts';
import { type NumberShop, priceFrom, ShopError, type VoiceUrls } from '../shop.ts';
import { openShopClient, type ShopClient } from '../shop-client.ts';

const KINDS = { local: 'local', mobile: 'mobile', toll_free: 'toll_free', national: 'national' } as const;
const offersSchema = z.looseObject({
  data: z.array(
    z.looseObject({
      phone_number: z.string(),
      cost_information: z
        .looseObject({ monthly_cost: z.string().nullish(), currency: z.string().nullish() })
        .nullish(),
      region_information: z
        .array(z.looseObject({ region_type: z.string(), region_name: z.string() }))
        .nullish(),
    }),
  ),
});
const order = z.looseObject({
  customer_reference: z.string().nullish(),
  phone_numbers: z.array(z.looseObject({ phone_number: z.string(), status: z.string().nullish() })),
});
const orderSchema = z.looseObject({ data: order });
const ordersSchema = z.looseObject({ data: z.array(order) });
const numbersSchema = z.looseObject({
  data: z.array(z.looseObject({ id: z.string(), phone_number: z.string() })),
});
const applicationSchema = z.looseObject({ id: z.string(), voice_url: z.string().nullish() });
const applicationsSchema = z.looseObject({ data: z.array(applicationSchema) });
const createdSchema = z.looseObject({ data: applicationSchema });
const refusalSchema = z.looseObject({
  errors: z.array(
    z.looseObject({ code: z.union([z.string(), z.number()]).nullish(), detail: z.string().nullish() }),
  ),
});

/** Buys and releases numbers of a Telnyx account. A number's calls go to a TeXML application with our addresses. */
export function telnyxShop(rest: Rest): NumberShop {
  const client = openShopClient(rest, (body) => {
    const [first] = refusalSchema.safeParse(body).data?.errors ?? [];
    return { message: first?.detail, code: null };
  });
  const idOf = async (number: string): Promise<string> => {
    const query = new URLSearchParams({ 'filter[phone_number]': number });
    const { data } = await client.read(`/v2/phone_numbers?${query}`, numbersSchema);
    const found = data.find((one) => withPlus(one.phone_number) === number);
    if (!found) throw new ShopError('not_in_account');
    return found.id;
  };

  return {
    async search({ country, kind, areaCode, contains, capabilities }, limit) {
      const query = new URLSearchParams({
        'filter[country_code]': country,
        'filter[phone_number_type]': KINDS[kind],
        ...(areaCode !== undefined && { 'filter[national_destination_code]': areaCode }),
        ...(contains !== undefined && { 'filter[phone_number][contains]': contains }),
        'filter[limit]': String(limit),
      });
      for (const feature of capabilities) query.append('filter[features][]', feature);
      const { data } = await client.read(`/v2/available_phone_numbers?${query}`, offersSchema);
      return data.slice(0, limit).map(({ phone_number, cost_information: cost, region_information }) => ({
        number: withPlus(phone_number),
        place: region_information?.map(({ region_name }) => region_name).join(', ') || null,
        monthlyPrice: priceFrom(cost?.monthly_cost, cost?.currency ?? null),
      }));
    },
    async buy(number, tag) {
      const json = { phone_numbers: [{ phone_number: number }], customer_reference: tag };
      const answer = orderSchema.parse(await client.change('POST', '/v2/number_orders', { json }));
      const status = answer.data.phone_numbers[0]?.status;
      if (status === 'failure') throw new ShopError('number_gone');
      // Telnyx carries an order out after its answer. Its list of orders says when the account has the number.
      if (status !== 'success') throw new ShopError('uncertain');
    },
    bought: (tag) => boughtWith(client, tag),
    async setUrls(number, urls) {
      const id = await idOf(number);
      const connection_id = await applicationWith(client, urls);
      await client.change('PATCH', `/v2/phone_numbers/${id}`, { json: { connection_id } });
    },
    async release(number) {
      try {
        await client.change('DELETE', `/v2/phone_numbers/${await idOf(number)}`);
      } catch (error) {
        if (!(error instanceof ShopError && error.fault === 'not_in_account')) throw error;
      }
    },
  };
}

/** Returns the numbers of orders with the tag. Orders that failed bought nothing. */
async function boughtWith(client: ShopClient, tag: string): ReturnType<NumberShop['bought']> {
  const query = new URLSearchParams({ 'filter[customer_reference]': tag });
  const { data } = await client.read(`/v2/number_orders?${query}`, ordersSchema);
  return data
    .filter((order) => order.customer_reference === tag)
    .flatMap(({ phone_numbers }) => phone_numbers)
    .filter(({ status }) => status !== 'failure')
    .map(({ phone_number, status }) => ({ number: withPlus(phone_number), isReady: status === 'success' }));
}

/** Returns the id of the TeXML application with our addresses, and creates a missing one. */
async function applicationWith(client: ShopClient, { voice, fallback, status }: VoiceUrls): Promise<string> {
  const { data } = await client.read('/v2/texml_applications?page[size]=250', applicationsSchema);
  const found = data.find(({ voice_url }) => voice_url === voice);
  if (found) return found.id;
  const json = {
    ...{ friendly_name: 'Ringtrail', active: true, voice_url: voice, voice_method: 'post' },
    ...{ voice_fallback_url: fallback, status_callback: status, status_callback_method: 'post' },
  };
  return createdSchema.parse(await client.change('POST', '/v2/texml_applications', { json })).data.id;
}
