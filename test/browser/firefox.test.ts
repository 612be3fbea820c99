import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FakeGateway, startFakeGateway } from '../support/fake-gateway.ts';
import { type Firefox, findFirefox, NO_FIREFOX, startFirefox } from '../support/firefox.ts';
import { faultsIn } from './faults.ts';
import { CASES, ENDPOINTS, eventually } from './stage.ts';

const missing = findFirefox() ? '' : ` (${NO_FIREFOX})`;

describe.skipIf(missing)(`the tags in Firefox${missing}`, () => {
  let firefox: Firefox;
  let gateway: FakeGateway;
  let stop = async () => {};
  const faults = () => firefox.evaluate(faultsIn);
  const open = (page: string) => firefox.goto(`${gateway.site}/${page}`);
  const renewals = () => gateway.received.filter(({ path }) => path.endsWith('/renewals'));

  beforeAll(async () => {
    firefox = await startFirefox();
    gateway = await startFakeGateway(ENDPOINTS);
    stop = async () => {
      await firefox.stop();
      await gateway.stop();
    };
  });
  afterEach(async () => {
    await open('no-tags.html');
    await firefox.evaluate(() => localStorage.clear());
    gateway.reset();
  });
  afterAll(() => stop());

  it.each(CASES)('are right on %s', async (name) => {
    await open(name);
    await eventually(faults).toEqual([]);
    const endpoints = gateway.bodies('/v1/allocations').map(({ endpoint }) => endpoint);
    expect(new Set(endpoints).size).toBe(endpoints.length);
    expect(await firefox.evaluate(() => document.cookie)).toBe('');
  });

  it('renew at once what a page shows that comes back from the cache', async () => {
    await open('us.html');
    await eventually(faults).toEqual([]);
    await firefox.evaluate(() => Object.assign(window, { isTheSame: true }));
    await open('no-tags.html');
    await eventually(() => gateway.hits('leave')).toHaveLength(1);
    await firefox.back();
    // The browser restored the page from its cache and did not load it again.
    expect(await firefox.evaluate(() => (window as { isTheSame?: boolean }).isTheSame)).toBe(true);
    await eventually(renewals).toHaveLength(1);
    await eventually(() => gateway.hits('page')).toHaveLength(2);
    expect(gateway.bodies('/v1/allocations')).toHaveLength(1);
    expect(await faults()).toEqual([]);
  });
});
