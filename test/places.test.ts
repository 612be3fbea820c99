import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { failedStart } from './support/failed-start.ts';
import { placesDatabase } from './support/mmdb.ts';
import { dataFolder, type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';

const NEW_YORK = '192.0.2.1';
const ALSO_NEW_YORK = '192.0.2.200';
const GERMANY = '2001:db8:1:2:3::4';
const NOWHERE = '203.0.113.9';

let folder: string;
let ringtrail: Ringtrail;
let site: SetUp;

beforeAll(async () => {
  folder = await dataFolder();
  const file = join(folder, 'places.mmdb');
  await writeFile(file, placesDatabase({ '192.0.2.0/24': 'US-NY', '2001:db8::/32': 'DE' }));
  ringtrail = await startRingtrail({ env: { GEOIP_DB: file, TRUST_PROXY: 'loopback' } });
  site = await setUpProvider(ringtrail.api, { threshold: 0, bucketing: ['source', 'location'] });
});
afterAll(async () => {
  await ringtrail.stop();
  await rm(folder, { recursive: true, force: true });
});

let visitors = 0;

/** Asks for a number as a new visitor of the address, and returns the number of its bucket. */
async function numberOf(address: string, more: Record<string, unknown> = {}, of = site) {
  const headers = { 'X-Forwarded-For': address };
  const answer = await askNumber(ringtrail.api, of, `visitor-${visitors++}`, more, { headers });
  expect(answer).toMatchObject({ status: 200, body: { keyedBy: 'bucket', number: expect.any(String) } });
  return answer.body.number;
}

describe('the criterion location, with a database of places', () => {
  it('is the region or country of the client address', async () => {
    const numbers = [await numberOf(NEW_YORK), await numberOf(GERMANY), await numberOf(NOWHERE)];
    expect(new Set(numbers).size).toBe(3);
    expect(await numberOf(ALSO_NEW_YORK)).toBe(numbers[0]);
    expect(await numberOf(NEW_YORK, { bucket: { source: 'google', location: ' ' } })).toBe(numbers[0]);
  });

  it('is what the page or a server names, by value or by identifier', async () => {
    const named = await numberOf(NEW_YORK, { bucket: { source: 'google', location: 'de' } });
    expect(named).toBe(await numberOf(GERMANY));
    expect(await numberOf(NEW_YORK, { bucket: '{"source":"google","location":"de"}' })).toBe(named);
    expect(await numberOf(NEW_YORK, { bucket: '{"source":"google","location":""}' })).toBe(
      await numberOf(NEW_YORK),
    );
  });

  it('is found beside the identifier that a page sends without a place', async () => {
    const context = { bucketId: '{"source":"google","location":""}' };
    expect(await numberOf(NEW_YORK, { bucket: { source: 'google' }, context })).toBe(
      await numberOf(NEW_YORK),
    );
  });

  it('is not looked up for a site without the criterion', async () => {
    const other = await setUpProvider(ringtrail.api, { threshold: 0, bucketing: ['source'] });
    expect(await numberOf(NEW_YORK, {}, other)).toBe(await numberOf(GERMANY, {}, other));
  });
});

it('a start with a missing or broken database ends with a sentence', async () => {
  await writeFile(join(folder, 'broken.mmdb'), 'broken');
  for (const name of ['missing.mmdb', 'broken.mmdb']) {
    const file = join(folder, name);
    const { code, output } = await failedStart({
      DATA_DIR: join(folder, 'data'),
      REDIS_URL: 'redis://127.0.0.1:1',
      GEOIP_DB: file,
      LOG_LEVEL: 'fatal',
    });
    expect(output).toContain(`Ringtrail cannot start: GEOIP_DB: ${file} cannot be read`);
    expect(output).not.toContain('    at ');
    expect(code).toBe(1);
  }
});
