import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber, GOOGLE_CPC } from './support/allocations.ts';
import {
  type Attribution,
  attributionOf,
  type Call,
  callOf,
  callsOf,
  type PageOf,
} from './support/records.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { nextNumber, type SetUp, setUpProvider } from './support/setup-provider.ts';
import {
  dialled,
  endCall,
  type Fields,
  newCallSid,
  playCall,
  postWebhook,
  STATUS,
  VOICE,
} from './support/twilio.ts';

const PUBLIC_URL = 'https://calls.example.com/base';
const SAMPLE: Fields = JSON.parse(readFileSync(new URL('./vectors/twilio.json', import.meta.url), 'utf8'))
  .twilio_inbound_form.params;
const UNKNOWN_NUMBER = '+12025559999';

let ringtrail: Ringtrail;
let shop: SetUp;

beforeAll(async () => {
  ringtrail = await startRingtrail({ env: { PUBLIC_URL } });
  shop = await setUpProvider(ringtrail.api, { numbers: 12 });
});
afterAll(() => ringtrail.stop());

/** The carrier's own sample of an inbound call, with our numbers put in. */
function inbound(to: string, callSid = newCallSid()): Fields & { CallSid: string; From: string } {
  const from = '+12125550147';
  return { ...SAMPLE, CallSid: callSid, To: to, Called: to, From: from, Caller: from };
}

describe('the main job', () => {
  it('names the session that was shown the number, from the tags to the attribution', async () => {
    const { api } = ringtrail;
    const tags = await api('GET', `/v1/tags?site=${shop.site}&endpoint=${shop.endpoint}`, { key: null });
    expect(tags.status).toBe(200);
    const { analytics, communication, snippet } = tags.body as Record<string, string>;
    expect(snippet).toMatch(/^<link rel="preconnect"/);
    expect(analytics).toBe(`<script async src="${PUBLIC_URL}/tags/${shop.site}/analytics.js"></script>`);
    expect(communication).toBe(
      `<script async src="${PUBLIC_URL}/tags/${shop.site}/communication.js?endpoint=${shop.endpoint}"></script>`,
    );
    for (const [, address = ''] of snippet?.matchAll(/src="([^"]+)"/g) ?? []) {
      const script = await api('GET', address.replace(PUBLIC_URL, ''), { key: null });
      expect(script.headers.get('content-type')).toContain('text/javascript');
      expect(script.text).toContain(shop.site);
      // The endpoint is the communication tag's alone.
      expect(script.text.includes(shop.endpoint)).toBe(address.includes('communication'));
    }

    const page = 'https://shop.example/boilers?utm_source=google&utm_medium=cpc';
    const context = { page, referrer: 'https://www.google.com/', visitor: 'visitor-1' };
    const visit = await askNumber(
      api,
      shop,
      'session-1',
      { bucket: { source: 'google', medium: 'cpc' }, context },
      { headers: { Origin: 'https://shop.example' } },
    );
    expect(visit.status).toBe(200);
    expect(visit.body).toMatchObject({ keyedBy: 'session', reason: 'within_threshold' });
    const number = visit.body.number ?? '';
    expect(shop.numbers).toContain(number);
    // Another visitor in between, whom the call must not be given to.
    const other = await askNumber(api, shop, 'session-2', { bucket: { source: 'bing', medium: 'organic' } });
    expect(other.body.number).not.toBe(number);

    const webhook = inbound(number);
    const first = await postWebhook(ringtrail, VOICE, webhook);
    expect(first.status).toBe(200);
    expect(first.type).toContain('text/xml');
    expect(first.text).toContain('<Response><Dial answerOnBridge="true"');
    expect(first.text).not.toContain('callerId');
    const dial = dialled(first.text);
    expect(dial).toEqual({
      number: shop.endpointNumber,
      action: `${PUBLIC_URL}/v1/carriers/twilio/dial`,
      statusCallback: `${PUBLIC_URL}/v1/carriers/twilio/status`,
    });
    if (!dial) return;

    const again = await postWebhook(ringtrail, VOICE, webhook);
    expect(again.text).toBe(first.text);

    await endCall(ringtrail, webhook, dial, { talkSeconds: 42, ringSeconds: 4 });
    const attribution = await attributionOf(api, webhook.CallSid);
    expect(attribution).toMatchObject({
      to: 'session',
      session: 'session-1',
      visitor: 'visitor-1',
      source: 'google',
      medium: 'cpc',
      landingPage: page,
      rung: 'session',
      replaces: null,
      bucket: null,
    });
    expect(attribution.confidence).toBeGreaterThan(0.9);
    expect(attribution.candidates.map(({ session }) => session)).toEqual(['session-1']);
    expect(attribution.evidence.join()).toContain('when the call came in');

    const calls = await callsOf(api, webhook.CallSid);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      from: webhook.From,
      to: number,
      outcome: 'answered',
      ringSeconds: 4,
      talkSeconds: 42,
      resolution: 'live',
      endpoint: shop.endpoint,
      site: shop.site,
      provider: shop.provider,
      link: visit.body.link,
    });
    expect(await callsOf(api, newCallSid()), 'another call id finds none').toEqual([]);
  });

  it('refuses what Twilio has not signed, and keeps nothing of it', async () => {
    const webhook = inbound(shop.numbers[0] ?? '');
    const wrong = await postWebhook(ringtrail, VOICE, webhook, 'ffffffffffffffffffffffffffffffff');
    expect(wrong).toMatchObject({ status: 403, code: 'signature_invalid' });
    const unsigned = await postWebhook(ringtrail, VOICE, webhook, null);
    expect(unsigned).toMatchObject({ status: 403, code: 'signature_invalid' });
    for (const path of ['/v1/carriers/twilio/dial', STATUS]) {
      const forged = await postWebhook(ringtrail, path, { ...webhook, DialCallStatus: 'completed' }, null);
      expect(forged.status).toBe(403);
    }
    // The base URL that we are reached by is not the one that Twilio signs.
    const local = await postWebhook({ ...ringtrail, publicUrl: ringtrail.url }, VOICE, webhook);
    expect(local.status).toBe(403);

    const later = await playCall(ringtrail, { to: shop.numbers[0] ?? '' });
    await attributionOf(ringtrail.api, later.callSid);
    expect(await callsOf(ringtrail.api, webhook.CallSid)).toEqual([]);
  });

  it('takes the talk time from the dial, and counts a call that nobody picked up as missed', async () => {
    const webhook = inbound(shop.numbers[0] ?? '');
    const dial = dialled((await postWebhook(ringtrail, VOICE, webhook)).text);
    await postWebhook(ringtrail, dial?.action ?? '', { ...webhook, DialCallStatus: 'no-answer' });
    // The caller's own leg was `completed`, and lasted as long as it rang.
    const ended = { ...webhook, CallStatus: 'completed', CallDuration: '31', SequenceNumber: '0' };
    await postWebhook(ringtrail, STATUS, ended);
    await attributionOf(ringtrail.api, webhook.CallSid);
    expect(await callOf(ringtrail.api, webhook.CallSid)).toMatchObject({ outcome: 'missed', talkSeconds: 0 });
  });

  it('serves calls and attributions one by one, and attributions as a feed that is read on from its cursor', async () => {
    const { api } = ringtrail;
    const played: string[] = [];
    for (const to of shop.numbers.slice(0, 3)) played.push((await playCall(ringtrail, { to })).callSid);
    for (const callSid of played) await attributionOf(api, callSid);

    const all = (await api<PageOf<Call>>('GET', '/v1/calls?limit=1000')).body.data;
    const times = all.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const [latest] = all;
    expect((await api<Call>('GET', `/v1/calls/${latest?.id}`)).body).toEqual(latest);
    const byPages: string[] = [];
    for (let after = ''; ; ) {
      const page = (await api<PageOf<Call>>('GET', `/v1/calls?limit=2${after && `&after=${after}`}`)).body;
      byPages.push(...page.data.map(({ id }) => id));
      if (!page.next) break;
      after = page.next;
    }
    expect(byPages).toEqual(all.map(({ id }) => id));

    const feed: string[] = [];
    let cursor = '';
    for (;;) {
      const query = `limit=2${cursor && `&after=${encodeURIComponent(cursor)}`}`;
      const page = (await api<PageOf<Attribution>>('GET', `/v1/attributions?${query}`)).body;
      feed.push(...page.data.map(({ call }) => call));
      cursor = page.next ?? '';
      if (page.data.length === 0) break;
    }
    expect(new Set(feed).size, 'no attribution twice').toBe(feed.length);
    expect(feed.toSorted()).toEqual(all.flatMap((call) => (call.attribution ? [call.id] : [])).toSorted());

    const { callSid } = await playCall(ringtrail, { to: shop.numbers[4] ?? '' });
    const fresh = await attributionOf(api, callSid);
    const next = await api<PageOf<Attribution>>(
      'GET',
      `/v1/attributions?after=${encodeURIComponent(cursor)}`,
    );
    expect(next.body.data).toEqual([fresh]);
    expect(await api('GET', `/v1/attributions/${fresh.id}`)).toMatchObject({ status: 200, body: fresh });
    const ofCall = await api<PageOf<Attribution>>('GET', `/v1/attributions?call=${fresh.call}`);
    expect(ofCall.body.data).toEqual([fresh]);
  });

  it('takes a late call to the last endpoint, and says that it was late', async () => {
    const { api } = ringtrail;
    const visit = (await askNumber(api, shop, 'session-late')).body;
    const leave = { site: shop.site, session: 'session-late', type: 'leave', link: visit.link };
    expect((await api('POST', '/v1/hits', { key: null, body: [leave] })).status).toBe(202);
    const renewal = await api('POST', `/v1/links/${visit.link}/renewals`, { key: null, body: {} });
    expect(renewal).toMatchObject({ status: 410, body: { code: 'link_ended' } });

    const { callSid, document } = await playCall(ringtrail, { to: visit.number ?? '' });
    expect(dialled(document.text)?.number).toBe(shop.endpointNumber);
    const attribution = await attributionOf(api, callSid);
    expect(attribution).toMatchObject({ to: 'session', session: 'session-late' });
    expect(attribution.evidence[0]).toContain('Late call');
    // An open page is surer than one that was closed a moment ago.
    const open = (await askNumber(api, shop, 'session-open')).body;
    const live = await attributionOf(api, (await playCall(ringtrail, { to: open.number ?? '' })).callSid);
    expect(attribution.confidence).toBeLessThan(live.confidence);
    expect(await callOf(api, callSid)).toMatchObject({ resolution: 'late', link: visit.link });
  });

  it('claims no session for a call to a bucket’s number', async () => {
    const { api } = ringtrail;
    const crowd = await setUpProvider(api, { threshold: 0 });
    const visit = (
      await askNumber(api, crowd, 'session-of-many', { bucket: { source: ' Bing ', medium: 'CPC' } })
    ).body;
    expect(visit).toMatchObject({ keyedBy: 'bucket', reason: 'over_threshold' });
    const { callSid } = await playCall(ringtrail, { to: visit.number ?? '' });
    expect(await attributionOf(api, callSid)).toMatchObject({
      to: 'bucket',
      session: null,
      visitor: null,
      bucket: { source: 'bing', medium: 'cpc' },
      source: 'bing',
      medium: 'cpc',
      landingPage: null,
      rung: 'bucket',
    });
  });

  it('attributes a call to the overflow number to the bucket of most sessions that were shown it', async () => {
    const { api } = ringtrail;
    const crowd = await setUpProvider(api, { numbers: 1, threshold: 50, reserve: 0 });
    const overflowNumber = nextNumber();
    await api('PATCH', `/v1/pools/${crowd.pool}`, { body: { overflowNumber } });
    await askNumber(api, crowd, 'session-with-a-number');
    for (const session of ['session-a', 'session-b', 'session-c'])
      expect((await askNumber(api, crowd, session)).body).toMatchObject({
        keyedBy: 'overflow',
        number: overflowNumber,
      });
    const bing = { bucket: { source: 'bing', medium: 'cpc' } };
    await askNumber(api, crowd, 'session-d', bing);

    const { callSid } = await playCall(ringtrail, { to: overflowNumber });
    const attribution = await attributionOf(api, callSid);
    expect(attribution).toMatchObject({
      to: 'bucket',
      session: null,
      bucket: GOOGLE_CPC,
      rung: 'overflow',
    });
    expect(attribution.candidates.map(({ session }) => session).toSorted()).toEqual([
      'session-a',
      'session-b',
      'session-c',
      'session-d',
    ]);
    expect(attribution.confidence).toBeGreaterThan(0.5);
    expect(attribution.confidence).toBeLessThan(0.95);
  });

  it('takes a call to a number that nobody was ever shown to the default endpoint', async () => {
    const { api } = ringtrail;
    const quiet = await setUpProvider(api, { sites: 2 });
    const to = quiet.numbers[0] ?? '';
    const first = await playCall(ringtrail, { to });
    expect(dialled(first.document.text)?.number, 'the first endpoint, unless one is named').toBe(
      quiet.endpointNumber,
    );
    expect(await attributionOf(api, first.callSid)).toMatchObject({
      to: 'none',
      session: null,
      rung: 'none',
    });
    expect(await callOf(api, first.callSid)).toMatchObject({
      resolution: 'unlinked',
      provider: quiet.provider,
    });

    const second = quiet.sites[1];
    await api('PATCH', `/v1/providers/${quiet.provider}`, { body: { defaultEndpoint: second?.endpoint } });
    const after = await playCall(ringtrail, { to });
    expect(dialled(after.document.text)?.number).toBe(second?.endpointNumber);
  });

  it('answers a call to a number that is not ours with an apology and hangs up', async () => {
    const webhook = inbound(UNKNOWN_NUMBER);
    const answer = await postWebhook(ringtrail, VOICE, webhook);
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/<Response><Say>Sorry[^<]+<\/Say><Hangup\/><\/Response>$/);
    const call = await callOf(ringtrail.api, webhook.CallSid);
    expect(call).toMatchObject({ to: UNKNOWN_NUMBER, resolution: 'unknown', provider: null, endpoint: null });
  });
});
