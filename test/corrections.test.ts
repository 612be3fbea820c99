import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { eventually } from './support/eventually.ts';
import { type Attribution, attributionOf, type PageOf } from './support/records.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';
import { playCall } from './support/twilio.ts';

type Reattribution = { id: string; state: string; done: number; changed: number; kept: number };

let ringtrail: Ringtrail;
let shop: SetUp;

beforeAll(async () => {
  ringtrail = await startRingtrail();
});
afterAll(() => ringtrail.stop());

async function called(session: string): Promise<Attribution> {
  const context = { visitor: `visitor of ${session}`, page: `https://shop.example/${session}` };
  const allocation = await askNumber(ringtrail.api, shop, session, { context });
  const { callSid } = await playCall(ringtrail, { to: allocation.body.number ?? '' });
  return attributionOf(ringtrail.api, callSid);
}

function correct(id: string, body: Record<string, unknown>) {
  return ringtrail.api<Attribution & { code: string; cause: string }>(
    'POST',
    `/v1/attributions/${id}/corrections`,
    { body: { reason: 'The caller said so', ...body } },
  );
}

async function feed(after = ''): Promise<PageOf<Attribution>> {
  const query = `provider=${shop.provider}${after && `&after=${after}`}`;
  return (await ringtrail.api<PageOf<Attribution>>('GET', `/v1/attributions?${query}`)).body;
}

describe('a wrong attribution', () => {
  it('is replaced by a correction, which follows it in the feed', async () => {
    shop = await setUpProvider(ringtrail.api);
    const wrong = await called('session-1');
    const other = await called('session-2');
    const { next } = await feed();

    const corrected = await correct(wrong.id, { to: 'session', session: 'session-2' });
    expect(corrected).toMatchObject({
      status: 201,
      body: {
        call: wrong.call,
        replaces: wrong.id,
        cause: 'correction',
        to: 'session',
        session: 'session-2',
        visitor: 'visitor of session-2',
        landingPage: 'https://shop.example/session-2',
        confidence: 1,
        evidence: ['Corrected by hand: The caller said so'],
      },
    });
    expect((await feed(next ?? '')).data).toEqual([corrected.body]);
    const before = await ringtrail.api('GET', `/v1/attributions/${wrong.id}`);
    expect(before.body, 'the corrected attribution stays as it was').toEqual(wrong);
    const call = await ringtrail.api('GET', `/v1/calls/${wrong.call}`);
    expect(call.body).toMatchObject({
      attribution: corrected.body.id,
      visit: { session: 'session-2', confidence: 1 },
    });

    expect(await correct(wrong.id, { to: 'none' })).toMatchObject({
      status: 409,
      body: { code: 'already_replaced' },
    });
    const again = await correct(corrected.body.id, { to: 'bucket', bucket: { source: 'print' } });
    expect(again.body).toMatchObject({
      to: 'bucket',
      session: null,
      visitor: null,
      landingPage: null,
      source: 'print',
      replaces: corrected.body.id,
    });
    expect((await feed(next ?? '')).data).toEqual([corrected.body, again.body]);
    expect(other.replaces).toBeNull();
  });

  it('is replaced once by concurrent corrections', async () => {
    const wrong = await called('session-3');
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => correct(wrong.id, { to: 'none', reason: `by ${i}` })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
  });

  it('cannot be corrected to an unknown session', async () => {
    const wrong = await called('session-4');
    expect(await correct(wrong.id, { to: 'session', session: 'nobody' })).toMatchObject({
      status: 422,
      body: { code: 'unknown_reference' },
    });
    expect(await correct('attr_none', { to: 'none' })).toMatchObject({ status: 404 });
  });
});

describe('a reattributed period', () => {
  it('gets attributions by the current rules and keeps corrections', async () => {
    const { api } = ringtrail;
    shop = await setUpProvider(api);
    const since = new Date(Date.now() - 60_000).toISOString();
    const first = await called('session-5');
    const second = await called('session-6');
    const corrected = await correct(second.id, { to: 'none' });
    const { next } = await feed();
    // No confidence reaches this limit, so no session is named.
    await api('PATCH', `/v1/providers/${shop.provider}`, { body: { claimAt: 1 } });

    async function again(): Promise<Reattribution> {
      const started = await api<Reattribution>('POST', '/v1/reattributions', {
        body: { provider: shop.provider, since },
      });
      expect(started).toMatchObject({ status: 202, body: { state: 'waiting', done: 0 } });
      return eventually(async () => {
        const { body } = await api<Reattribution>('GET', `/v1/reattributions/${started.body.id}`);
        return body.state === 'done' ? body : null;
      });
    }

    expect(await again()).toMatchObject({ done: 2, changed: 1, kept: 1 });
    const fresh = await feed(next ?? '');
    expect(fresh.data).toHaveLength(1);
    expect(fresh.data[0]).toMatchObject({
      call: first.call,
      replaces: first.id,
      cause: 'reattribution',
      to: 'bucket',
      session: null,
      bucket: { source: 'google', medium: 'cpc' },
    });
    const call = await api('GET', `/v1/calls/${second.call}`);
    expect(call.body, 'corrected by hand').toMatchObject({ attribution: corrected.body.id });

    expect(await again(), 'nothing is new').toMatchObject({ done: 2, changed: 0, kept: 1 });
    expect((await feed(fresh.next ?? '')).data).toEqual([]);
    const list = await api<PageOf<Reattribution>>('GET', `/v1/reattributions?provider=${shop.provider}`);
    expect(list.body.data.map(({ state }) => state)).toEqual(['done', 'done']);
  });

  it('needs an existing provider and an end after its start', async () => {
    const ask = (body: Record<string, unknown>) => ringtrail.api('POST', '/v1/reattributions', { body });
    expect(await ask({ provider: 'prov_none', since: '2026-01-01T00:00:00Z' })).toMatchObject({
      status: 422,
      body: { code: 'unknown_reference' },
    });
    const backwards = { since: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' };
    expect(await ask({ provider: shop.provider, ...backwards })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });
});

describe('the hazards of a provider', () => {
  it('are the published prior while the provider has no calls', async () => {
    const { status, body } = await ringtrail.api<{
      provisional: boolean;
      edges: number[];
      hazards: { open: number[] };
    }>('GET', `/v1/providers/${shop.provider}/hazards`);
    expect({ status, ...body }).toMatchObject({ status: 200, provisional: true, fit: null });
    expect(body.hazards.open).toHaveLength(body.edges.length - 1);
    expect((await ringtrail.api('GET', '/v1/providers/prov_none/hazards')).status).toBe(404);
  });
});
