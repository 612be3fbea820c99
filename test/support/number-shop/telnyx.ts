import type { Fault, Owned, ShopAccount } from './account.ts';
import type { ShopAnswer, ShopApi, ShopRequest } from './server.ts';

/** Telnyx' refusals: status, code and words. */
const REFUSALS: Readonly<Record<Exclude<Fault, 'silent' | 'lost'>, readonly [number, string, string]>> = {
  gone: [400, '85001', 'The phone number is no longer available.'],
  address: [400, '10015', 'This number requires an address.'],
  credit: [402, '20100', 'Insufficient funds'],
  rate: [429, '10011', 'Too many requests'],
  failure: [503, '10016', 'Service unavailable'],
};

function refuse(fault: keyof typeof REFUSALS): ShopAnswer {
  const [status, code, detail] = REFUSALS[fault];
  const headers: Record<string, string> = fault === 'rate' ? { 'Retry-After': '7' } : {};
  return { status, body: { errors: [{ code, title: 'Refused', detail }] }, headers };
}

/** Numbers as Telnyx sells them. The addresses of a number's calls are those of its TeXML application. */
export function telnyxShop(): ShopApi {
  const applications: Record<string, string>[] = [];
  return {
    authorization: 'Bearer s3cret',
    async answer(request, account) {
      const { method, path } = request;
      if (path === '/v2/available_phone_numbers') return available(request, account);
      if (path === '/v2/number_orders')
        return method === 'POST' ? buy(request, account) : orders(request, account);
      if (path === '/v2/texml_applications')
        return method === 'POST' ? create(request) : ok(applications.slice(), pages(applications.length));
      if (path === '/v2/phone_numbers') return numbers(request, account);
      const owned = account.owned.find(({ id }) => id === path.split('/').at(-1));
      if (!owned) return { status: 404, body: { errors: [{ code: '10005', detail: 'Resource not found' }] } };
      if (method === 'PATCH') return connect(request, owned, account);
      await account.onMoment('release');
      account.release(owned);
      return ok({});
    },
  };

  function create({ json }: ShopRequest): ShopAnswer {
    const application = { id: `app-${applications.length}`, ...(json as Record<string, string>) };
    applications.push(application);
    return ok(application);
  }

  async function connect({ json }: ShopRequest, owned: Owned, account: ShopAccount): Promise<ShopAnswer> {
    await account.onMoment('update');
    const { connection_id } = json as { connection_id: string };
    const application = applications.find(({ id }) => id === connection_id);
    owned.voiceUrl = application?.voice_url ?? '';
    owned.fallbackUrl = application?.voice_fallback_url ?? '';
    owned.statusUrl = application?.status_callback ?? '';
    await account.onMoment('update booked');
    return ok({});
  }

  function numbers({ query }: ShopRequest, { owned }: ShopAccount): ShopAnswer {
    const wanted = query.get('filter[phone_number]');
    const found = owned.filter(({ number }) => wanted === null || number === wanted);
    const data = found.map(({ id, number, voiceUrl }) => ({
      ...{ id, phone_number: number },
      connection_id: applications.find(({ voice_url }) => voice_url === voiceUrl)?.id ?? null,
    }));
    return ok(data, pages(data.length));
  }
}

function ok(data: unknown, meta?: object): ShopAnswer {
  return { status: 200, body: { data, ...(meta && { meta }) } };
}

const pages = (count: number) => ({ page_number: 1, total_pages: 1, page_size: 250, total_results: count });

async function available({ query }: ShopRequest, account: ShopAccount): Promise<ShopAnswer> {
  await account.onMoment('search');
  const area = query.get('filter[national_destination_code]') ?? '';
  const found = account.stock.filter(
    ({ country, kind, number }) =>
      country === query.get('filter[country_code]') &&
      kind === query.get('filter[phone_number_type]') &&
      number.startsWith(`+1${area}`) &&
      number.includes(query.get('filter[phone_number][contains]') ?? ''),
  );
  const data = found.slice(0, Number(query.get('filter[limit]'))).map(({ number, monthlyCents, place }) => ({
    phone_number: number,
    cost_information: { monthly_cost: (monthlyCents / 100).toFixed(5), currency: 'USD', upfront_cost: '0.0' },
    region_information: [{ region_type: 'rate_center', region_name: place }],
  }));
  return ok(data);
}

async function buy({ json }: ShopRequest, account: ShopAccount): Promise<ShopAnswer> {
  await account.onMoment('purchase');
  const fault = account.faults.shift();
  if (fault === 'lost') return null;
  if (fault && fault !== 'silent') return refuse(fault);
  const { phone_numbers, customer_reference } = json as {
    phone_numbers: { phone_number: string }[];
    customer_reference: string;
  };
  const bought = account.buy(phone_numbers[0]?.phone_number ?? '', customer_reference);
  if (typeof bought === 'string') return refuse(bought);
  await account.onMoment('purchase booked');
  return fault === 'silent' ? null : ok(orderOf(bought));
}

async function orders({ query }: ShopRequest, account: ShopAccount): Promise<ShopAnswer> {
  await account.onMoment('look-up');
  const tag = query.get('filter[customer_reference]');
  return ok(account.owned.filter((one) => one.tag === tag).map(orderOf));
}

function orderOf({ number, tag }: Owned): object {
  return {
    ...{ id: `order of ${number}`, status: 'success', customer_reference: tag },
    phone_numbers: [{ phone_number: number, status: 'success' }],
  };
}
