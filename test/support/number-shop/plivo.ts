import type { Fault, Owned, ShopAccount } from './account.ts';
import type { ShopAnswer, ShopApi, ShopRequest } from './server.ts';

const BASE = '/v1/Account/ACC1';
/** Plivo's refusals: status and words. */
const REFUSALS: Readonly<Record<Exclude<Fault, 'silent' | 'lost'>, readonly [number, string]>> = {
  gone: [400, 'The phone number is no longer available.'],
  address: [400, 'This number requires an address.'],
  credit: [402, 'Insufficient credit'],
  rate: [429, 'Too many requests'],
  failure: [503, 'Service unavailable'],
};

function refuse(fault: keyof typeof REFUSALS): ShopAnswer {
  const [status, error] = REFUSALS[fault];
  const headers: Record<string, string> = fault === 'rate' ? { 'Retry-After': '7' } : {};
  return { status, body: { api_id: 'x', error }, headers };
}

/** Numbers as Plivo sells them. A purchase has no tag, and the addresses are those of an application. */
export function plivoShop(authorization: string): ShopApi {
  const applications: Record<string, string>[] = [];
  return {
    authorization,
    async answer(request, account) {
      const { method, path } = request;
      if (path === `${BASE}/PhoneNumber/`) return available(request, account);
      if (path.startsWith(`${BASE}/PhoneNumber/`)) return buy(request, account);
      if (path === `${BASE}/Application/`) return method === 'POST' ? create(request) : listed(applications);
      if (path === `${BASE}/Number/`) return numbers(request, account);
      const owned = account.find(`+${path.split('/').at(-2)}`);
      if (!owned) return { status: 404, body: { api_id: 'x', error: 'not found' } };
      if (method === 'POST') return update(request, owned, account);
      await account.onMoment('release');
      account.release(owned);
      return { status: 204 };
    },
  };

  function create({ json }: ShopRequest): ShopAnswer {
    const app_id = String(1000 + applications.length);
    const application = { app_id, resource_uri: uriOf(app_id), ...(json as Record<string, string>) };
    applications.push(application);
    return { status: 201, body: { api_id: 'x', message: 'created', app_id } };
  }

  async function numbers({ query }: ShopRequest, account: ShopAccount): Promise<ShopAnswer> {
    const start = query.get('number_startswith');
    if (start !== null) await account.onMoment('look-up');
    const found = account.owned.filter(({ number }) => number.slice(1).startsWith(start ?? ''));
    return listed(
      found.map(({ number, tag, voiceUrl }) => ({
        ...{ number: number.slice(1), alias: tag },
        application: applications.find(({ answer_url }) => answer_url === voiceUrl)?.resource_uri ?? null,
      })),
    );
  }

  async function update({ json }: ShopRequest, owned: Owned, account: ShopAccount): Promise<ShopAnswer> {
    const { app_id, alias } = json as Record<string, string>;
    if (alias !== undefined) owned.tag = alias;
    if (app_id !== undefined) {
      await account.onMoment('update');
      const application = applications.find((one) => one.app_id === app_id);
      owned.voiceUrl = application?.answer_url ?? '';
      owned.fallbackUrl = application?.fallback_answer_url ?? '';
      owned.statusUrl = application?.hangup_url ?? '';
      await account.onMoment('update booked');
    }
    return { status: 202, body: { api_id: 'x', message: 'changed' } };
  }
}

const uriOf = (app: string) => `${BASE}/Application/${app}/`;

function listed(objects: readonly object[]): ShopAnswer {
  return { status: 200, body: { api_id: 'x', meta: { next: null, limit: 20, offset: 0 }, objects } };
}

async function available({ query }: ShopRequest, account: ShopAccount): Promise<ShopAnswer> {
  await account.onMoment('search');
  const kind = query.get('type') === 'tollfree' ? 'toll_free' : query.get('type');
  const found = account.stock.filter(
    (one) =>
      one.country === query.get('country_iso') &&
      one.kind === kind &&
      one.number.startsWith(`+1${query.get('pattern') ?? ''}`),
  );
  return listed(
    found.slice(0, Number(query.get('limit'))).map(({ number, monthlyCents, place }) => ({
      ...{ number: number.slice(1), city: place.split(', ')[0], region: place.split(', ')[1] },
      monthly_rental_rate: (monthlyCents / 100).toFixed(5),
    })),
  );
}

async function buy({ path }: ShopRequest, account: ShopAccount): Promise<ShopAnswer> {
  await account.onMoment('purchase');
  const fault = account.faults.shift();
  if (fault === 'lost') return null;
  if (fault && fault !== 'silent') return refuse(fault);
  const number = path.split('/').at(-2) ?? '';
  const bought = account.buy(`+${number}`, '');
  if (typeof bought === 'string') return refuse(bought);
  await account.onMoment('purchase booked');
  if (fault === 'silent') return null;
  const body = {
    api_id: 'x',
    message: 'created',
    status: 'fulfilled',
    numbers: [{ number, status: 'Success' }],
  };
  return { status: 201, body };
}
