import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { attributionOf, type Call, callOf } from './support/records.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';
import { newCallSid, playCall, postWebhook, STATUS, VOICE } from './support/twilio.ts';

/** Plays a call whose caller hangs up before anybody answers. */
async function playMissedCall(ringtrail: Ringtrail, from: string, to: string): Promise<string> {
  const callSid = newCallSid();
  const parties = { AccountSid: 'AC00000000000000000000000000000000', CallSid: callSid, From: from, To: to };
  await postWebhook(ringtrail, VOICE, { ...parties, CallStatus: 'ringing', Direction: 'inbound' });
  await postWebhook(ringtrail, STATUS, { ...parties, CallStatus: 'no-answer', CallDuration: '0' });
  return callSid;
}

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

  it('is listed by its visit and by the facts that people add', async () => {
    const { api } = ringtrail;
    const context = {
      page: 'https://www.example.com/roof?utm_source=paper',
      values: { campaign: 'spring' },
    };
    const bucket = { source: 'paper', medium: 'print' };
    const allocation = await askNumber(api, shop, 'session-listed', { bucket, context });
    const { callSid } = await playCall(ringtrail, { to: allocation.body.number ?? '', from: '+12125550171' });
    await attributionOf(api, callSid);
    const { id } = await callOf(api, callSid);
    await api('PATCH', `/v1/calls/${id}`, { body: { tags: ['gutter & roof'] } });
    await api('POST', `/v1/calls/${id}/outcome`, { body: { value: 900, currency: 'EUR' } });
    const found = async (query: Record<string, string>) =>
      (await api<{ data: Call[] }>('GET', `/v1/calls?${new URLSearchParams(query)}`)).body.data;
    for (const query of [
      { source: 'paper' },
      { medium: 'print', campaign: 'spring' },
      { channel: 'Unassigned', source: 'paper' },
      { page: 'https://www.example.com/roof', firstTime: 'true' },
      { tag: 'gutter & roof' },
      { minValue: '900', spam: 'false', endpoint: shop.endpoint },
      { keyword: '', source: 'paper', attributed: 'true', provider: shop.provider },
    ] as Record<string, string>[])
      expect(await found(query), JSON.stringify(query)).toMatchObject([{ id }]);
    for (const query of [
      { source: 'Paper' },
      { tag: 'gutter' },
      { minValue: '900.5', source: 'paper' },
      { source: 'paper', attributed: 'false' },
      { source: 'paper', firstTime: 'false' },
      { source: 'paper', spam: 'true' },
      { source: 'paper', endpoint: 'end_other' },
    ] as Record<string, string>[])
      expect(await found(query), JSON.stringify(query)).toEqual([]);
    for (const query of ['attributed=perhaps', 'minValue=-1', 'minValue=much', 'minValue=', 'tag='])
      expect((await api('GET', `/v1/calls?${query}`)).status, query).toBe(400);
  });

  it('is exported in the columns that a person reads, as text that no spreadsheet runs', async () => {
    const { api } = ringtrail;
    const { callSid } = await playCall(ringtrail, { to: shop.numbers[2] ?? '', from: '+12125550179' });
    await attributionOf(api, callSid);
    const { id, at } = await callOf(api, callSid);
    await api('PATCH', `/v1/calls/${id}`, { body: { tags: ['=HYPERLINK("https://evil.example")', 'a<b'] } });
    const query = new URLSearchParams({ from: '+12125550179', timeZone: 'Asia/Tokyo' });
    const csv = await api('GET', `/v1/exports/calls.csv?${query}`);
    expect(csv.status).toBe(200);
    const [head = '', line = '', ...rest] = csv.text.replace(/^\uFEFF/, '').split('\r\n');
    expect(head).toMatch(/^Time \(Asia\/Tokyo\),Caller,Dialled number,Endpoint,/);
    const tokyo = new Date(Date.parse(at) + 9 * 3600_000).toISOString().slice(0, 16).replace('T', ' ');
    expect(line.startsWith(`${tokyo},+12125550179,${shop.numbers[2]},`)).toBe(true);
    expect(line).toContain(`"'=HYPERLINK(""https://evil.example""), a<b"`);
    expect(rest).toEqual(['']);

    const answer = await fetch(`${ringtrail.url}/v1/exports/calls.xlsx?${query}`, {
      headers: { Authorization: `Bearer ${ringtrail.adminKey}` },
    });
    expect(answer.headers.get('content-disposition')).toContain('calls.xlsx');
    const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
    const table = strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(table.match(/<row>/g)).toHaveLength(2);
    expect(table).toContain('=HYPERLINK(&quot;https://evil.example&quot;), a&lt;b</t>');
    expect(table).not.toContain('<f>');
    for (const query of ['timeZone=Mars', 'hourOfDay=', 'hourOfDay=9'])
      for (const file of ['calls.csv', 'calls.xlsx'])
        expect((await api('GET', `/v1/exports/${file}?${query}`)).status, query).toBe(400);
  });

  it('waits for a call back where nobody answered, until the caller is reached or called', async () => {
    const { api } = ringtrail;
    const to = shop.numbers[1] ?? '';
    const ids: string[] = [];
    for (const from of ['+12125550172', '+12125550173', 'anonymous'])
      ids.push((await callOf(api, await playMissedCall(ringtrail, from, to))).id);
    const [first = '', second = ''] = ids;
    const unreturned = async () =>
      (await api<{ data: Call[] }>('GET', '/v1/calls?returned=false')).body.data.map(({ id }) => id);
    await expect.poll(unreturned).toEqual([second, first]);
    await playCall(ringtrail, { from: '+12125550173', to });
    await expect.poll(unreturned).toEqual([first]);

    const set = (calledBack: boolean) =>
      api<{ calledBackAt: string | null }>('PATCH', `/v1/calls/${first}`, { body: { calledBack } });
    const { calledBackAt } = (await set(true)).body;
    expect(Date.parse(calledBackAt ?? '')).toBeGreaterThan(0);
    expect((await set(true)).body.calledBackAt, 'the first time stays').toBe(calledBackAt);
    expect(await unreturned()).toEqual([]);
    expect((await set(false)).body.calledBackAt).toBeNull();
    expect(await unreturned()).toEqual([first]);
    expect((await api('PATCH', `/v1/calls/${first}`, { body: {} })).status).toBe(400);
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
