import { describe, expect, it } from 'vitest';
import { askNumber } from '../support/allocations.ts';
import { eventually } from '../support/eventually.ts';
import { callOf } from '../support/records.ts';
import type { Ringtrail } from '../support/ringtrail.ts';
import { type SetUp, type SetUpSite, setUpProvider } from '../support/setup-provider.ts';
import { redis, start, startWorker, useSharedProcesses } from '../support/shared-processes.ts';
import { dialled, newCallSid, postWebhook, VOICE } from '../support/twilio.ts';

useSharedProcesses();

const [CUSTOMER, STRANGER] = ['+12125550100', '+12125550199'];

/** A provider with one number, which pages of two endpoints show in turn. */
async function shopOn(gateway: Ringtrail, ...others: Ringtrail[]) {
  const shop = await setUpProvider(gateway.api, { sites: 2, threshold: 1000, numbers: 1 });
  for (const { api } of others)
    for (const { site } of shop.sites)
      await eventually(async () => (await api('GET', `/v1/sites/${site}`)).status === 200);
  const [a = shop, b = shop] = shop.sites;
  return { shop, a, b };
}

async function show(gateway: Ringtrail, site: SetUpSite, session: string) {
  const { number, link } = (await askNumber(gateway.api, site, session)).body;
  return { number: number ?? '', link };
}

async function showAndLeave(gateway: Ringtrail, site: SetUpSite, session: string) {
  const shown = await show(gateway, site, session);
  await gateway.api('POST', '/v1/hits', { key: null, body: [{ site: site.site, session, type: 'leave' }] });
  return shown;
}

async function call(gateway: Ringtrail, to: string, from: string, callSid = newCallSid()) {
  const answer = await postWebhook(gateway, VOICE, { CallSid: callSid, From: from, To: to });
  return { callSid, text: answer.text, number: dialled(answer.text)?.number };
}

/** Shows the number for A, whose customer calls, and then for B. */
async function shownForBoth(gateway: Ringtrail, a: SetUpSite, b: SetUpSite) {
  const first = await showAndLeave(gateway, a, 'customer');
  expect((await call(gateway, first.number, CUSTOMER)).number).toBe(a.endpointNumber);
  const second = await show(gateway, b, 'visitor');
  expect(second.number).toBe(first.number);
  return { to: first.number, link: first.link };
}

const setLateSeconds = (gateway: Ringtrail, { provider }: SetUp, lateCallSeconds: number) =>
  gateway.api('PATCH', `/v1/providers/${provider}`, { body: { lateCallSeconds } });

describe('a call to a number that is shown for another endpoint by now', () => {
  it('goes to the endpoint that its caller has reached by it, and that of a stranger to the latest one', async () => {
    const one = await start('one');
    const { a, b } = await shopOn(one);
    const { to } = await shownForBoth(one, a, b);
    expect((await call(one, to, CUSTOMER)).number).toBe(a.endpointNumber);
    expect((await call(one, to, STRANGER)).number).toBe(b.endpointNumber);
    expect((await call(one, to, 'anonymous')).number).toBe(b.endpointNumber);
  });

  it('goes to the latest endpoint where the provider turns this off', async () => {
    const one = await start('one');
    const { shop, a, b } = await shopOn(one);
    const { to } = await shownForBoth(one, a, b);
    expect((await setLateSeconds(one, shop, 0)).status).toBe(200);
    expect((await call(one, to, CUSTOMER)).number).toBe(b.endpointNumber);
  });

  it('goes to the endpoint that nearly all visitors were shown before', async () => {
    const one = await start('one');
    const { a, b } = await shopOn(one);
    for (let i = 0; i < 7; i++) await showAndLeave(one, a, `visitor-${i}`);
    const { number } = await showAndLeave(one, b, 'visitor-b');
    expect((await call(one, number, STRANGER)).number).toBe(a.endpointNumber);
  });

  it('gets the same answer at each repeat and at every gateway, also while Redis is away', async () => {
    const [one, other] = [await start('one'), await start('other')];
    const { shop, a, b } = await shopOn(one, other);
    const { to } = await shownForBoth(one, a, b);
    const first = await call(one, to, CUSTOMER);
    expect(first.number).toBe(a.endpointNumber);
    await setLateSeconds(one, shop, 0);
    expect((await call(one, to, CUSTOMER, first.callSid)).text).toBe(first.text);
    expect((await call(other, to, CUSTOMER, first.callSid)).number).toBe(a.endpointNumber);
    await redis.kill();
    expect((await call(other, to, CUSTOMER, first.callSid)).number).toBe(a.endpointNumber);
  });
});

describe('the record of such a call', () => {
  it('names the endpoint that was dialled with its link, and its attribution says why', async () => {
    const [one] = [await start('one'), await startWorker()];
    const { a, b } = await shopOn(one);
    const { to, link } = await shownForBoth(one, a, b);
    const { callSid, text } = await call(one, to, CUSTOMER);
    await postWebhook(one, dialled(text)?.action ?? '', {
      ...{ CallSid: callSid, From: CUSTOMER, To: to },
      ...{ DialCallStatus: 'completed', DialCallSid: 'CA1', DialCallDuration: '7' },
    });
    const record = { endpoint: a.endpoint, site: a.site, link, resolution: 'repeat_caller' };
    expect(await callOf(one.api, callSid)).toMatchObject(record);
    await eventually(async () => (await callOf(one.api, callSid)).attribution !== null);
    const { attribution } = await callOf(one.api, callSid);
    const { body } = await one.api<{ endpoint: string; evidence: string[] }>(
      'GET',
      `/v1/attributions/${attribution}`,
    );
    expect(body.endpoint).toBe(a.endpoint);
    expect(body.evidence[0]).toMatch(/since been shown for another endpoint.*caller had reached it/);
  });
});
