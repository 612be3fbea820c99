/** A provider that has one of everything, with names of its own in each record. */
import { askNumber } from './allocations.ts';
import type { Api } from './api.ts';
import { eventually } from './eventually.ts';
import { attributionOf, callOf, type PageOf } from './records.ts';
import type { Ringtrail } from './ringtrail.ts';
import { nextNumber, type SetUp, setUpProvider } from './setup-provider.ts';
import { playCall } from './twilio.ts';

type Body = Record<string, unknown>;

export type FullProvider = SetUp & {
  /** An id of each kind, by the folder of its path. */
  ids: Record<string, string>;
  /** The secret of a key that is bound to the provider and may do everything there. */
  secret: string;
  /** The secret of a share link to the calls. */
  shareSecret: string;
  caller: string;
};

/** Sets up a provider whose records all hold `mark` where a text is free. Its call is attributed, and delivered to `hook`. */
export async function setUpFullProvider(
  ringtrail: Ringtrail,
  mark: string,
  { caller, hook }: { caller: string; hook: string },
): Promise<FullProvider> {
  const { api } = ringtrail;
  const shop = await setUpProvider(api, { origins: [`https://${mark}.example`] });
  const made = async (path: string, body: Body) => {
    const answer = await api<{ id: string; secret?: string }>('POST', path, { body });
    if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.text}`);
    return answer.body;
  };
  for (const path of [`providers/${shop.provider}`, `pools/${shop.pool}`, `sites/${shop.site}`])
    await api('PATCH', `/v1/${path}`, { body: { name: `${mark} ${path.split('/')[0]}` } });
  await api('PATCH', `/v1/endpoints/${shop.endpoint}`, {
    body: { name: `${mark} desk`, routing: { blocked: [caller] } },
  });
  const key = await made('/v1/keys', { name: `${mark} key`, scopes: ['admin'], providers: [shop.provider] });
  const person = await made('/v1/people', personOf(shop, mark));
  const share = await made('/v1/shares', shareOf(shop, mark));
  const block = await made('/v1/blocks', {
    provider: shop.provider,
    caller: blockedBy(mark),
    note: `${mark} note`,
  });
  const consumer = await made('/v1/consumers', hookOf(shop, mark, hook));

  const context = { page: `https://${mark}.example/`, visitor: `${mark}-visitor`, values: {} };
  const { body: shown } = await askNumber(api, shop, `${mark}-session`, { context });
  const { callSid } = await playCall(ringtrail, { from: caller, to: shown.number ?? '' });
  const attribution = await attributionOf(api, callSid);
  const call = await callOf(api, callSid);
  await made(`/v1/calls/${call.id}/notes`, { text: `${mark} note` }).catch(() => undefined);
  await api('PATCH', `/v1/calls/${call.id}`, { body: { tags: [`${mark}-tag`] } });
  const cost = await made('/v1/costs', {
    ...{ provider: shop.provider, source: mark, since: '2026-10-01', until: '2026-10-31' },
    ...{ amount: '31.00', currency: 'EUR' },
  });
  const reattribution = await made('/v1/reattributions', {
    provider: shop.provider,
    since: '2026-01-01T00:00:00Z',
  });
  const browserCheck = await made(`/v1/sites/${shop.site}/browser-checks`, { url: 'https://shop.example/' });
  await made('/v1/erasures', { provider: shop.provider, visitor: `${mark}-nobody` });
  const delivery = await eventually(async () => {
    const path = `/v1/consumers/${consumer.id}/deliveries?state=delivered`;
    return (await api<PageOf<{ id: string }>>('GET', path)).body.data[0];
  });
  const number = (await api<PageOf<{ id: string }>>('GET', `/v1/numbers?provider=${shop.provider}`)).body
    .data[0];
  return {
    ...shop,
    secret: key.secret ?? '',
    shareSecret: share.secret ?? '',
    caller,
    ids: {
      providers: shop.provider,
      pools: shop.pool,
      numbers: number?.id ?? '',
      sites: shop.site,
      endpoints: shop.endpoint,
      keys: key.id,
      people: person.id,
      shares: share.id,
      blocks: block.id,
      consumers: consumer.id,
      deliveries: delivery.id,
      calls: call.id,
      attributions: attribution.id,
      reattributions: reattribution.id,
      costs: cost.id,
      'browser-checks': browserCheck.id,
    },
  };
}

/** Returns the SIP address of a caller whom the provider blocks. */
function blockedBy(mark: string): string {
  return `${mark}@pbx.example`;
}

function hookOf({ provider, site }: SetUp, mark: string, hook: string): Body {
  return {
    provider,
    name: `${mark} hook`,
    kind: 'webhook',
    from: 'beginning',
    rule: { sites: [site] },
    settings: { url: `${hook}/${mark}` },
  };
}

function personOf({ provider }: SetUp, mark: string): Body {
  return { email: `${mark}@example.com`, name: `${mark} person`, role: 'manager', providers: [provider] };
}

function shareOf({ provider }: SetUp, mark: string): Body {
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  return { provider, name: `${mark} share`, shows: 'calls', expiresAt };
}

/** A right body for each operation that takes one. What it names belongs to the provider. */
export function bodiesOf(of: FullProvider): Record<string, Body> {
  return {
    'post /v1/providers': { name: 'Another' },
    'post /v1/pools': { provider: of.provider, name: 'Another' },
    'post /v1/numbers': { pool: of.pool, carrier: 'twilio', numbers: [nextNumber()] },
    'post /v1/number-orders': { pool: of.pool, carrier: 'twilio', search: { country: 'US' } },
    'post /v1/sites': {
      provider: of.provider,
      pool: of.pool,
      name: 'Another',
      origins: ['https://another.example'],
      bucketing: ['source'],
      endpoints: [],
    },
    'post /v1/endpoints': { site: of.site, name: 'Another', number: nextNumber() },
    'post /v1/test-calls': { site: of.site, to: of.numbers[0] },
    'post /v1/sites/{id}/check': { url: 'https://another.example/', html: '<p>Nothing</p>' },
    'post /v1/sites/{id}/browser-checks': { url: 'https://another.example/' },
    'post /v1/endpoints/{id}/route': { from: '+12125550100' },
    'post /v1/attributions/{id}/corrections': { to: 'none', reason: 'Said so' },
    'post /v1/reattributions': { provider: of.provider, since: '2026-01-01T00:00:00Z' },
    'post /v1/costs': {
      ...{ provider: of.provider, source: 'google', since: '2026-11-01', until: '2026-11-30' },
      ...{ amount: '1250.50', currency: 'EUR' },
    },
    'patch /v1/costs/{id}': { amount: '12.50' },
    'post /v1/costs/import': {
      provider: of.provider,
      source: 'google',
      text: 'Campaign,Day,Cost,Currency code\nautumn,2026-11-01,12.50,EUR',
    },
    'post /v1/calls/{id}/outcome': { qualified: true },
    'post /v1/calls/{id}/notes': { text: 'A note' },
    'patch /v1/calls/{id}': { tags: ['a-tag'] },
    'post /v1/consumers': hookOf(of, 'another', 'https://another.example'),
    'patch /v1/consumers/{id}': { name: 'Changed' },
    'post /v1/consumers/{id}/secrets': { formerForSeconds: 60 },
    'post /v1/consumers/{id}/authorizations': { redirectUri: 'https://another.example/connected' },
    'post /v1/authorizations': { state: 'v1.nobody', code: 'a-code' },
    'post /v1/consumers/{id}/replays': { states: ['dead'] },
    'post /v1/keys': { name: 'Another', scopes: ['read'], providers: [of.provider] },
    'post /v1/keys/{id}/secret': { formerForSeconds: 60 },
    'post /v1/people': personOf(of, 'another'),
    'post /v1/shares': shareOf(of, 'another'),
    'post /v1/blocks': { call: of.ids.calls },
    'patch /v1/blocks/{id}': { note: 'Changed' },
    'post /v1/erasures': { provider: of.provider, caller: of.caller },
    'patch /v1/providers/{id}': { name: 'Changed' },
    'patch /v1/pools/{id}': { name: 'Changed' },
    'patch /v1/numbers/{id}': { state: 'paused' },
    'patch /v1/sites/{id}': { name: 'Changed' },
    'patch /v1/endpoints/{id}': { name: 'Changed' },
    'patch /v1/people/{id}': { name: 'Changed' },
  };
}

const KINDS = [
  ...['providers', 'pools', 'numbers', 'sites', 'endpoints', 'keys', 'consumers', 'calls'],
  ...['people', 'shares', 'blocks', 'attributions', 'reattributions', 'erasures'],
];

/** Returns all records of the provider, as the first admin key reads them. */
export async function everythingOf(api: Api, of: FullProvider): Promise<string> {
  const lists = await Promise.all(
    [...KINDS, 'costs'].map(
      async (kind) => (await api<PageOf<Body>>('GET', `/v1/${kind}?limit=1000`)).body.data,
    ),
  );
  const own = lists.flat().filter((record) => JSON.stringify(record).includes(of.provider));
  const deliveries = await api('GET', `/v1/consumers/${of.ids.consumers}/deliveries`);
  return JSON.stringify([own, deliveries.body], null, 1);
}
