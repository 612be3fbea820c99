import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { setUpProvider } from './support/setup-provider.ts';

let ringtrail: Ringtrail;
beforeAll(async () => {
  ringtrail = await startRingtrail();
});
afterAll(() => ringtrail.stop());

/** The choices for a provider with a threshold of 5: three sessions of one site, then five of another. */
async function choicesOf(changes: Record<string, unknown>): Promise<string[]> {
  const { api } = ringtrail;
  const shop = await setUpProvider(api, { numbers: 20, threshold: 5, reserve: 0, sites: 2 });
  const changed = await api('PATCH', `/v1/providers/${shop.provider}`, { body: changes });
  expect(changed.status).toBe(200);
  const choices: string[] = [];
  for (const [i, count] of [3, 5].entries()) {
    for (let n = 0; n < count; n++) {
      const site = shop.sites[i];
      if (site) choices.push((await askNumber(api, site, `session ${i} ${n}`)).body.keyedBy);
    }
  }
  return choices;
}

const SESSION = 'session';
const BUCKET = 'bucket';

describe("the variant of the patents' family", () => {
  it('counts each site separately, and selects the bucket at the threshold', async () => {
    expect(await choicesOf({ countedBy: 'site', boundary: 'reaching' })).toEqual([
      ...[SESSION, SESSION, SESSION],
      ...[SESSION, SESSION, SESSION, SESSION, BUCKET],
    ]);
  });

  it('is off unless a provider sets it', async () => {
    expect(await choicesOf({})).toEqual([
      ...[SESSION, SESSION, SESSION],
      ...[SESSION, SESSION, BUCKET, BUCKET, BUCKET],
    ]);
  });
});
