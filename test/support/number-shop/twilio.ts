import type { Fault, Owned, ShopAccount, Stock } from './account.ts';
import type { ShopAnswer, ShopApi, ShopRequest } from './server.ts';

const KINDS: Readonly<Record<string, string>> = {
  Local: 'local',
  Mobile: 'mobile',
  TollFree: 'toll_free',
  National: 'national',
};

/** Twilio's refusals: status, code and message by its error dictionary. */
const REFUSALS: Readonly<Record<Exclude<Fault, 'silent' | 'lost'>, readonly [number, number, string]>> = {
  gone: [400, 21422, 'PhoneNumber is not available'],
  address: [400, 21631, "Phone Number Requires an Address but the 'AddressSid' parameter was empty."],
  credit: [400, 20001, 'Insufficient funds in the account'],
  rate: [429, 20429, 'Too Many Requests'],
  failure: [503, 20503, 'Service unavailable'],
};

function refuse(fault: keyof typeof REFUSALS): ShopAnswer {
  const [status, code, message] = REFUSALS[fault];
  const headers: Record<string, string> = fault === 'rate' ? { 'Retry-After': '7' } : {};
  return { status, body: { code, message, more_info: '', status }, headers };
}

/** Numbers as Twilio and SignalWire sell them. @param prefix the path before `/Accounts` */
export function twilioLikeShop(prefix: string, authorization: string): ShopApi {
  const base = `${prefix}/Accounts/ACC1`;
  return {
    authorization,
    async answer(request, account) {
      const { method, path } = request;
      if (path.startsWith('/v1/PhoneNumbers/Countries/')) return prices(path, account);
      if (path.startsWith(`${base}/AvailablePhoneNumbers/`)) return available(request, account);
      if (path === `${base}/IncomingPhoneNumbers.json`)
        return method === 'POST' ? buy(request, account) : list(request, account);
      const id = path.slice(`${base}/IncomingPhoneNumbers/`.length).replace('.json', '');
      const owned = account.owned.find((one) => one.id === id);
      if (!owned) return { status: 404, body: { code: 20404, message: 'Not found', status: 404 } };
      return method === 'DELETE' ? release(owned, account) : update(request, owned, account);
    },
  };
}

function prices(path: string, { stock }: ShopAccount): ShopAnswer {
  const country = path.split('/').at(-1);
  const kinds = new Map(stock.filter((one) => one.country === country).map((one) => [one.kind, one]));
  const phone_number_prices = [...kinds].map(([kind, { monthlyCents }]) => ({
    number_type: kind.replace('_', ' '),
    base_price: (monthlyCents / 100).toFixed(2),
    current_price: (monthlyCents / 100).toFixed(2),
  }));
  return {
    status: 200,
    body: { country: 'x', iso_country: country, phone_number_prices, price_unit: 'USD' },
  };
}

async function available({ path, query }: ShopRequest, account: ShopAccount): Promise<ShopAnswer> {
  await account.onMoment('search');
  const [country, kind = ''] = path.replace('.json', '').split('/').slice(-2);
  const ofKind = account.stock.filter((one) => one.country === country && one.kind === KINDS[kind]);
  const found = ofKind.filter(({ number }) => {
    const area = query.get('AreaCode');
    return (!area || number.startsWith(`+1${area}`)) && number.includes(query.get('Contains') ?? '');
  });
  const size = Number(query.get('PageSize') ?? 50);
  return { status: 200, body: { available_phone_numbers: found.slice(0, size).map(offered), uri: path } };
}

function offered({ number, country, place }: Stock): object {
  const [locality, region] = place.split(', ');
  const capabilities = { voice: true, SMS: true, MMS: false };
  return {
    phone_number: number,
    friendly_name: number,
    locality,
    region,
    iso_country: country,
    capabilities,
  };
}

async function list({ path, query }: ShopRequest, account: ShopAccount): Promise<ShopAnswer> {
  const tag = query.get('FriendlyName');
  if (tag !== null) await account.onMoment('look-up');
  const number = query.get('PhoneNumber');
  const found = account.owned.filter(
    (one) => (tag === null || one.tag === tag) && (number === null || one.number === number),
  );
  const body = { incoming_phone_numbers: found.map(shown), next_page_uri: null, page: 0, uri: path };
  return { status: 200, body };
}

async function buy({ form }: ShopRequest, account: ShopAccount): Promise<ShopAnswer> {
  await account.onMoment('purchase');
  const fault = account.faults.shift();
  if (fault === 'lost') return null;
  if (fault && fault !== 'silent') return refuse(fault);
  const bought = account.buy(form.get('PhoneNumber') ?? '', form.get('FriendlyName') ?? '');
  if (typeof bought === 'string') return refuse(bought);
  await account.onMoment('purchase booked');
  return fault === 'silent' ? null : { status: 201, body: shown(bought) };
}

async function update({ form }: ShopRequest, owned: Owned, account: ShopAccount): Promise<ShopAnswer> {
  await account.onMoment('update');
  const fault = account.faults.shift();
  if (fault && fault !== 'silent') return fault === 'lost' ? null : refuse(fault);
  owned.voiceUrl = form.get('VoiceUrl') ?? owned.voiceUrl;
  owned.voiceMethod = form.get('VoiceMethod') ?? owned.voiceMethod;
  owned.fallbackUrl = form.get('VoiceFallbackUrl') ?? owned.fallbackUrl;
  owned.statusUrl = form.get('StatusCallback') ?? owned.statusUrl;
  owned.takenBy = form.get('VoiceApplicationSid') ?? owned.takenBy;
  await account.onMoment('update booked');
  return fault === 'silent' ? null : { status: 200, body: shown(owned) };
}

async function release(owned: Owned, account: ShopAccount): Promise<ShopAnswer> {
  await account.onMoment('release');
  account.release(owned);
  return { status: 204 };
}

function shown(owned: Owned): object {
  return {
    ...{ sid: owned.id, account_sid: 'ACC1', phone_number: owned.number, friendly_name: owned.tag },
    ...{ voice_url: owned.voiceUrl, voice_method: owned.voiceMethod, voice_fallback_url: owned.fallbackUrl },
    ...{ status_callback: owned.statusUrl, voice_application_sid: owned.takenBy, trunk_sid: null },
  };
}
