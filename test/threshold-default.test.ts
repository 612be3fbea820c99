import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { nextNumber, type SetUpSite, setUpProvider, type Wishes } from './support/setup-provider.ts';

const POOL = 10;

let ringtrail: Ringtrail;
beforeAll(async () => {
  ringtrail = await startRingtrail();
});
afterAll(() => ringtrail.stop());

type Shop = SetUpSite & { provider: string; pool: string };

/** Sets up one provider with three pools of ten numbers and a site on each, and no threshold of its own. */
async function threePools(wishes: Wishes = {}): Promise<Shop[]> {
  const { provider, pool, sites } = await setUpProvider(ringtrail.api, { numbers: POOL, ...wishes });
  const [first] = sites as [SetUpSite];
  return [
    { ...first, provider, pool },
    await addShop(provider, await addPool(provider)),
    await addShop(provider, await addPool(provider)),
  ];
}

async function addPool(provider: string, members: object = {}): Promise<string> {
  const { id: pool } = await create('/v1/pools', { provider, name: 'Another pool', ...members });
  await create('/v1/numbers', { pool, carrier: 'twilio', numbers: Array.from({ length: POOL }, nextNumber) });
  return pool;
}

async function addShop(provider: string, pool: string): Promise<Shop> {
  const endpointNumber = nextNumber();
  const { id: site, endpoints } = await create('/v1/sites', {
    ...{ provider, pool, name: 'Another site', origins: ['https://shop.example'], bucketing: ['source'] },
    endpoints: [{ name: 'Front desk', number: endpointNumber }],
  });
  return { provider, pool, site, endpoint: endpoints[0]?.id ?? '', endpointNumber };
}

async function create(path: string, body: object): Promise<{ id: string; endpoints: { id: string }[] }> {
  const answer = await ringtrail.api<{ id: string; endpoints: { id: string }[] }>('POST', path, { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

async function visit(at: Shop, visitors: number, name = 'visitor'): Promise<string[]> {
  const answers: string[] = [];
  for (let i = 0; i < visitors; i++) {
    const { body } = await askNumber(ringtrail.api, at, `${name} ${i}`);
    answers.push(`${body.keyedBy} ${body.reason}`);
  }
  return answers;
}

const thresholdOf = async (pool: string) =>
  (await ringtrail.api<{ threshold: number; mode: string }>('GET', `/v1/pools/${pool}/state`)).body.threshold;

const OWN = 'session within_threshold';

describe('the default threshold', () => {
  it('counts the numbers of all pools whose sessions it counts: 15 visitors of 30 numbers have their own', async () => {
    const shops = await threePools();
    for (const shop of shops) expect(await visit(shop, 5)).toEqual(Array(5).fill(OWN));
    expect(await Promise.all(shops.map(({ pool }) => thresholdOf(pool)))).toEqual([24, 24, 24]);
  });

  it('selects the bucket when more sessions are active than the pools have numbers beside their reserves', async () => {
    const shops = await threePools();
    for (const shop of shops) expect(await visit(shop, 8)).toEqual(Array(8).fill(OWN));
    const [first] = shops as [Shop];
    expect(await visit(first, 1, 'the 25th')).toEqual(['bucket over_threshold']);
  });

  it('leaves a pool that is full to its buckets while the other pools are free', async () => {
    const [first] = (await threePools()) as [Shop];
    const answers = await visit(first, 12);
    expect(answers.slice(0, 8)).toEqual(Array(8).fill(OWN));
    expect(answers.slice(8)).toEqual(Array(4).fill('bucket no_number_for_session'));
  });

  it('follows the numbers, reserves and sites of the other pools', async () => {
    const [first, second] = (await threePools()) as [Shop, Shop];
    const unused = await addPool(first.provider);
    expect(await thresholdOf(first.pool), 'no site shows the numbers of the fourth pool').toBe(24);
    await addShop(first.provider, unused);
    expect(await thresholdOf(first.pool)).toBe(32);
    const reserved = await ringtrail.api('PATCH', `/v1/pools/${second.pool}`, { body: { reserve: 5 } });
    expect(reserved.status).toBe(200);
    expect(await thresholdOf(first.pool)).toBe(29);
    const listed = await ringtrail.api<{ data: { id: string }[] }>('GET', `/v1/numbers?pool=${second.pool}`);
    const [number] = listed.body.data;
    await ringtrail.api('PATCH', `/v1/numbers/${number?.id}`, { body: { state: 'paused' } });
    expect(await thresholdOf(first.pool)).toBe(28);
  });

  it('is of the one pool where each site counts for itself', async () => {
    const [first] = (await threePools()) as [Shop];
    await ringtrail.api('PATCH', `/v1/providers/${first.provider}`, { body: { countedBy: 'site' } });
    expect(await thresholdOf(first.pool)).toBe(8);
    expect((await visit(first, 9)).at(-1)).toBe('bucket over_threshold');
  });
});

it('the states of a provider’s pools are listed page by page, each as the pool itself has it', async () => {
  const shops = await threePools();
  await threePools();
  await visit(shops[1] as Shop, 3);
  const [provider] = shops.map((shop) => shop.provider);
  type States = { data: { pool: string; numbers: object }[]; next: string | null };
  const list = async (more: string) =>
    (await ringtrail.api<States>('GET', `/v1/pool-states?provider=${provider}&limit=2${more}`)).body;
  const first = await list('');
  const last = await list(`&after=${first.next}`);
  expect(last.next).toBeNull();
  const states = [...first.data, ...last.data];
  expect(states.map(({ pool }) => pool)).toEqual(shops.map(({ pool }) => pool).toSorted());
  for (const { pool, numbers } of states) {
    const own = await ringtrail.api<States['data'][number]>('GET', `/v1/pools/${pool}/state`);
    expect(numbers).toEqual(own.body.numbers);
  }
  expect(states.find(({ pool }) => pool === shops[1]?.pool)).toMatchObject({ numbers: { linked: 3 } });
});
