import { ADMIN_KEY } from './member.ts';
import { until } from './until.ts';

/** A page that asks for numbers of one endpoint. */
export type PageKind = {
  provider: string;
  pool: string;
  site: string;
  endpoint: string;
  endpointNumber: string;
};

export type SetUp = {
  pages: PageKind[];
  pools: string[];
  /** The consumer of each provider. */
  consumers: string[];
  /** The endpoint's own number, by its id. */
  endpointNumbers: Map<string, string>;
};

/** The third provider has fewer sessions than pages: its pages get the numbers of their buckets. */
const THRESHOLDS = [1000, 1000, 2];
const SITES = 2;
const ENDPOINTS = 2;
const NUMBERS = 10;
/** Links end soon, so that each number belongs to many endpoints in turn. */
const HOLD_SECONDS = 8;
const RENEW_SECONDS = 2;
const MAX_REQUEST_MS = 10_000;
const MAX_KNOWN_MS = 120_000;

let lastNumber = 0;

/** Returns a number of the plan of North America that no record has. */
export function nextNumber(): string {
  lastNumber++;
  return `+1202${String(2_000_000 + lastNumber)}`;
}

/** Sends a request with the admin key. Rejects when there is no answer in time. */
export async function ask<T>(url: string, method: string, path: string, body?: unknown) {
  const response = await fetch(url + path, {
    method,
    headers: {
      Authorization: `Bearer ${ADMIN_KEY}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(MAX_REQUEST_MS),
  });
  return { status: response.status, body: (await response.json().catch(() => null)) as T };
}

/** Sets up three businesses over the API. Resolves when every gateway knows them and has their pools. */
export async function setUp(gateways: readonly string[], consumerUrl: string): Promise<SetUp> {
  const [url = ''] = gateways;
  const made: SetUp = { pages: [], pools: [], consumers: [], endpointNumbers: new Map() };

  async function make<T = { id: string }>(path: string, body: object): Promise<T> {
    const answer = await ask<T>(url, 'POST', path, body);
    if (answer.status !== 201) throw new Error(`POST ${path} was answered with ${answer.status}.`);
    return answer.body;
  }

  for (const threshold of THRESHOLDS) {
    const { id: provider } = await make('/v1/providers', { name: 'Chaos', threshold });
    const times = { holdSeconds: HOLD_SECONDS, renewSeconds: RENEW_SECONDS };
    const { id: pool } = await make('/v1/pools', { provider, name: 'Chaos', ...times });
    const numbers = Array.from({ length: NUMBERS }, nextNumber);
    await make('/v1/numbers', { pool, carrier: 'twilio', numbers });
    for (let i = 0; i < SITES; i++) {
      const endpoints = Array.from({ length: ENDPOINTS }, () => ({ name: 'Desk', number: nextNumber() }));
      const site = await make<{ id: string; endpoints: { id: string; number: string }[] }>('/v1/sites', {
        ...{ provider, pool, name: 'Chaos', origins: ['https://shop.example'] },
        ...{ bucketing: ['source'], endpoints },
      });
      for (const { id, number } of site.endpoints) {
        made.pages.push({ provider, pool, site: site.id, endpoint: id, endpointNumber: number });
        made.endpointNumbers.set(id, number);
      }
    }
    const settings = { url: consumerUrl };
    const consumer = await make('/v1/consumers', { provider, name: 'Chaos', kind: 'webhook', settings });
    made.consumers.push(consumer.id);
    made.pools.push(pool);
  }
  const knowsAll = async (gateway: string) => {
    const { status, body } = await ask<{ data: unknown[] }>(gateway, 'GET', '/v1/sites?limit=100');
    const isReady = (await ask(gateway, 'GET', '/readyz')).status === 200;
    return status === 200 && body.data.length === THRESHOLDS.length * SITES && isReady;
  };
  for (const gateway of gateways)
    await until(() => knowsAll(gateway).catch(() => false), MAX_KNOWN_MS, 'a gateway did not get ready.');
  return made;
}
