export const ENDPOINT_NUMBER = '+12025550199';

/** Sets up a provider with a pool over the API, like an operator. */
export async function setUpProvider(
  port: number,
  adminKey: string,
  wanted: { numbers: number; threshold: number },
) {
  const post = async <T>(path: string, body: unknown): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${adminKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const provider = await post<{ id: string }>('/v1/providers', {
    name: 'Bench',
    threshold: wanted.threshold,
  });
  const pool = await post<{ id: string }>('/v1/pools', {
    provider: provider.id,
    name: 'Bench',
    holdSeconds: 3600,
  });
  for (let from = 0; from < wanted.numbers; from += 10_000) {
    const length = Math.min(10_000, wanted.numbers - from);
    await post('/v1/numbers', { pool: pool.id, carrier: 'twilio', numbers: numbersFrom(nextNumber, length) });
    nextNumber += length;
  }
  const site = await post<{ id: string; endpoints: { id: string }[] }>('/v1/sites', {
    provider: provider.id,
    pool: pool.id,
    name: 'Bench',
    origins: [],
    bucketing: ['source', 'medium'],
    endpoints: [{ name: 'Desk', number: ENDPOINT_NUMBER }],
  });
  return { provider: provider.id, pool: pool.id, site: site.id, endpoint: site.endpoints[0]?.id ?? '' };
}

/** Asks a number for each of `count` sessions. Returns the numbers. */
export function askNumbers(
  port: number,
  { site, endpoint }: { site: string; endpoint: string },
  count: number,
): Promise<string[]> {
  const ask = async (session: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/v1/allocations`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ endpoint, site, session, bucket: { source: 'google' } }),
    });
    const { number } = (await response.json()) as { number: string | null };
    if (!number) throw new Error(`no number for ${session}`);
    return number;
  };
  return Promise.all(Array.from({ length: count }, (_, i) => ask(`session-${i}`)));
}

let nextNumber = 0;

/** Makes numbers of the form +1 2xx xxx xxxx. */
export function numbersFrom(first: number, length: number): string[] {
  return Array.from({ length }, (_, i) => `+12${String(first + i).padStart(9, '0')}`);
}
