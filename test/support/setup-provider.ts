import type { Api } from './api.ts';

export type Wishes = {
  numbers?: number;
  threshold?: number | null;
  activeSeconds?: number;
  holdSeconds?: number;
  renewSeconds?: number;
  reserve?: number | null;
  origins?: string[];
  bucketing?: string[];
  /** How many sites share the pool. */
  sites?: number;
};

export type SetUpSite = { site: string; endpoint: string; endpointNumber: string };
export type SetUp = SetUpSite & {
  provider: string;
  pool: string;
  /** The pool's numbers, in the order in which they are given out. */
  numbers: string[];
  sites: SetUpSite[];
};

type Made = { id: string; endpoints: { id: string }[] };
let lastNumber = 0;

/** Sets up a provider with a pool, its numbers, sites and an endpoint each, over the API as an operator does. */
export async function setUpProvider(api: Api, wishes: Wishes = {}): Promise<SetUp> {
  const { numbers: count = 10, threshold, activeSeconds, holdSeconds, renewSeconds, reserve } = wishes;

  async function make(path: string, body: Record<string, unknown>): Promise<Made> {
    const answer = await api<Made>('POST', path, { body });
    if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  const { id: provider } = await make('/v1/providers', { name: 'Test provider', threshold, activeSeconds });
  const { id: pool } = await make('/v1/pools', {
    provider,
    name: 'Test pool',
    holdSeconds,
    renewSeconds,
    reserve,
  });
  const numbers = Array.from({ length: count }, nextNumber);
  await make('/v1/numbers', { pool, carrier: 'twilio', numbers });
  const sites: SetUpSite[] = [];
  for (let i = 0; i < (wishes.sites ?? 1); i++) {
    const endpointNumber = nextNumber();
    const { id: site, endpoints } = await make('/v1/sites', {
      provider,
      pool,
      name: 'Test site',
      origins: wishes.origins ?? ['https://shop.example'],
      bucketing: wishes.bucketing ?? ['source', 'medium'],
      endpoints: [{ name: 'Front desk', number: endpointNumber }],
    });
    sites.push({ site, endpoint: endpoints[0]?.id ?? '', endpointNumber });
  }
  const [first] = sites;
  if (!first) throw new Error('a provider needs a site');
  return { provider, pool, numbers, sites, ...first };
}

/** A number that no other provider of this test file has. */
export function nextNumber(): string {
  return `+1202555${String(lastNumber++).padStart(4, '0')}`;
}
