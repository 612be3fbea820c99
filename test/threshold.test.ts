import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Allocation, askNumber, GOOGLE_CPC } from './support/allocations.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, type SetUpSite, setUpProvider, type Wishes } from './support/setup-provider.ts';

const T = 5;

let ringtrail: Ringtrail;
beforeAll(async () => {
  ringtrail = await startRingtrail();
});
afterAll(() => ringtrail.stop());

const provider = (wishes: Wishes = {}): Promise<SetUp> =>
  setUpProvider(ringtrail.api, { numbers: 20, threshold: T, ...wishes });

async function ask(
  at: SetUpSite,
  session: string,
  bucket: Record<string, string> = GOOGLE_CPC,
): Promise<Allocation> {
  const { status, body } = await askNumber(ringtrail.api, at, session, { bucket });
  expect(status).toBe(200);
  return body;
}

async function askAll(at: SetUpSite, sessions: string[]): Promise<Allocation['keyedBy'][]> {
  const chosen: Allocation['keyedBy'][] = [];
  for (const session of sessions) chosen.push((await ask(at, session)).keyedBy);
  return chosen;
}

describe('the choice between session and bucket', () => {
  it('is the session with 4 and 5 active sessions, the bucket with 6, at a threshold of 5', async () => {
    const shop = await provider();
    expect(await askAll(shop, ['1', '2', '3', '4', '5', '6'])).toEqual([
      ...Array(5).fill('session'),
      'bucket',
    ]);
    // Each counts once however often it asks: the fifth asks again and there are still six.
    expect(await askAll(shop, ['5', '7'])).toEqual(['bucket', 'bucket']);
  });

  it('counts the sessions of all sites of a provider', async () => {
    const { sites } = await provider({ sites: 2 });
    const [one, two] = sites as [SetUpSite, SetUpSite];
    expect(await askAll(one, ['a', 'b', 'c'])).toEqual(['session', 'session', 'session']);
    // The same names on another site are other sessions.
    expect(await askAll(two, ['a', 'b', 'c'])).toEqual(['session', 'session', 'bucket']);
    expect((await ask(one, 'a')).keyedBy).toBe('bucket');
    expect((await ask(two, 'a')).keyedBy).toBe('bucket');
  });

  it('does not count another provider’s sessions', async () => {
    const [crowded, quiet] = await Promise.all([provider(), provider()]);
    const many = Array.from({ length: 30 }, (_, i) => `s${i}`);
    expect((await askAll(crowded, many)).at(-1), 'the crowd is over its own threshold').toBe('bucket');
    expect(await askAll(quiet, ['s0', 's1'])).toEqual(['session', 'session']);
  });

  it('counts a session until activeSeconds after its last sign of life', async () => {
    const shop = await provider({ threshold: 1, activeSeconds: 5 });
    expect(await askAll(shop, ['first', 'second'])).toEqual(['session', 'bucket']);
    await expect.poll(async () => (await ask(shop, 'second')).keyedBy).toBe('session');
  });
});

describe('the key of a link', () => {
  it('has a kind: a session and a bucket of the same name have two numbers', async () => {
    const shop = await provider({ threshold: 1, bucketing: ['source'] });
    const bucketId = JSON.stringify({ source: 'x' });
    const bySession = await ask(shop, bucketId, { source: 'x' });
    const byBucket = await ask(shop, 'another', { source: 'x' });
    expect([bySession.keyedBy, byBucket.keyedBy]).toEqual(['session', 'bucket']);
    expect(byBucket.number).not.toBe(bySession.number);
    expect(byBucket.link).not.toBe(bySession.link);
  });

  it('is the same for all sessions of a bucket, regardless of case, spaces and order of the criteria', async () => {
    const shop = await provider({ threshold: 0 });
    const plain = await ask(shop, '1', { source: 'google', medium: 'cpc' });
    expect(plain.keyedBy).toBe('bucket');
    const spellings: Record<string, string>[] = [
      { medium: 'cpc', source: 'google' },
      { source: '  Google ', medium: 'CPC' },
      { source: 'google', medium: 'cpc', campaign: 'ignored: the site does not use it' },
    ];
    for (const [i, spelling] of spellings.entries()) {
      expect((await ask(shop, `again-${i}`, spelling)).number).toBe(plain.number);
    }
  });

  it('differs when one criterion differs, is missing, or runs into the next', async () => {
    const shop = await provider({ threshold: 0 });
    const different: Record<string, string>[] = [
      { source: 'google', medium: 'cpc' },
      { source: 'google', medium: 'organic' },
      { source: 'bing', medium: 'cpc' },
      { source: 'google' },
      { medium: 'google' },
      {},
      { source: 'a|b', medium: 'c' },
      { source: 'a', medium: 'b|c' },
      { source: 'a"', medium: '",b' },
      { source: 'a', medium: '","b' },
    ];
    const numbers: (string | null)[] = [];
    for (const [i, bucket] of different.entries()) numbers.push((await ask(shop, `s${i}`, bucket)).number);
    expect(new Set(numbers).size).toBe(different.length);
    expect(numbers).not.toContain(null);
  });

  it('differs for sessions whose names contain separators', async () => {
    const { sites } = await provider({ sites: 2, threshold: 1000 });
    const [one, two] = sites as [SetUpSite, SetUpSite];
    const answers = [
      await ask(one, `|${two.site}|s`),
      await ask(two, 's'),
      await ask(one, 's'),
      await ask(one, 's|'),
      await ask(one, '|s'),
    ];
    expect(new Set(answers.map(({ number }) => number)).size).toBe(answers.length);
  });
});

describe('an allocation request without a field', () => {
  it.each(['endpoint', 'site', 'session', 'bucket'])(
    'is refused without %s, and changes nothing',
    async (field) => {
      const shop = await provider({ numbers: 2, threshold: 1 });
      const refused = await askNumber(ringtrail.api, shop, 'refused', { [field]: undefined });
      expect(refused.status).toBe(400);
      expect(refused.headers.get('content-type')).toContain('application/problem+json');
      expect(refused.body).toMatchObject({ code: 'invalid_request', errors: [{ pointer: `/${field}` }] });
      // Had it counted, this one would be the second and get the bucket's number; had it taken a number, another one.
      const next = await ask(shop, 'next');
      expect(next).toMatchObject({ keyedBy: 'session', number: shop.numbers[0] });
    },
  );
});
