import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { attributionOf, type Call, callOf } from './support/records.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';
import { playCall } from './support/twilio.ts';

let ringtrail: Ringtrail;
let shop: SetUp;

beforeAll(async () => {
  ringtrail = await startRingtrail();
  shop = await setUpProvider(ringtrail.api);
});
afterAll(() => ringtrail.stop());

describe('an ended call', () => {
  it('has its outcome, tags and notes side by side', async () => {
    const { api } = ringtrail;
    const allocation = await askNumber(api, shop, 'session-1', {});
    const { callSid } = await playCall(ringtrail, { to: allocation.body.number ?? '' });
    await attributionOf(api, callSid);
    const { id } = await callOf(api, callSid);
    expect(await callOf(api, callSid)).toMatchObject({ tags: [], notes: [], qualification: null });

    const outcome = { qualified: true, value: 1250, currency: 'EUR' };
    const first = await api<Call>('POST', `/v1/calls/${id}/outcome`, { body: outcome });
    expect(first).toMatchObject({ status: 200, body: { qualification: { ...outcome, spam: false } } });
    await api('POST', `/v1/calls/${id}/notes`, { body: { text: 'Wants a new roof' } });
    await api('POST', `/v1/calls/${id}/notes`, { body: { text: 'Called back' } });
    await api('PATCH', `/v1/calls/${id}`, { body: { tags: ['roof', 'new'] } });
    await api('PATCH', `/v1/calls/${id}`, { body: { tags: ['roof'] } });
    await api('POST', `/v1/calls/${id}/outcome`, { body: { spam: true } });

    const { status, body } = await api<Call>('GET', `/v1/calls/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      tags: ['roof'],
      notes: [{ text: 'Wants a new roof' }, { text: 'Called back' }],
      qualification: { ...outcome, spam: true },
      visit: { to: 'session', session: 'session-1' },
    });
  });

  it('gets a note once when the request is repeated under one Idempotency-Key', async () => {
    const { api } = ringtrail;
    const { callSid } = await playCall(ringtrail, { to: shop.numbers[0] ?? '' });
    const { id } = await callOf(api, callSid);
    const add = () =>
      api<Call>('POST', `/v1/calls/${id}/notes`, {
        body: { text: 'Will call again' },
        headers: { 'Idempotency-Key': 'note-1' },
      });
    const first = await add();
    expect((await add()).text).toBe(first.text);
    expect(await callOf(api, callSid)).toMatchObject({ notes: [{ text: 'Will call again' }] });
  });

  it('must exist to be annotated', async () => {
    for (const [method, path, body] of [
      ['POST', 'call_none/outcome', { spam: true }],
      ['POST', 'call_none/notes', { text: 'Who?' }],
      ['PATCH', 'call_none', { tags: [] }],
    ] as const)
      expect(await ringtrail.api(method, `/v1/calls/${path}`, { body })).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
  });
});
