import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Attribution } from '../../src/domain/attribution.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/port.ts';
import { openEventStream } from '../support/event-stream.ts';
import { at, attribution, call } from '../support/examples.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { setUpProvider } from '../support/setup-provider.ts';

type Page = { data: Attribution[]; next: string; isEnd: boolean };

let ringtrail: Ringtrail;
/** The file of the running Ringtrail, opened as a worker in another process would. */
let store: Store;
beforeAll(async () => {
  ringtrail = await startRingtrail();
  store = await openStore(`sqlite:${join(ringtrail.dataDir, 'ringtrail.db')}`);
});
afterAll(async () => {
  await store.close();
  await ringtrail.stop();
});

let made = 0;
async function add(of: Partial<Attribution> = {}): Promise<Attribution> {
  const one = attribution(`attr_${++made}`, of);
  await store.attributions.add(one);
  return one;
}

const read = async (query: string) => (await ringtrail.api<Page>('GET', `/v1/attributions?${query}`)).body;
const streamUrl = (query: string) => `${ringtrail.url}/v1/attributions/stream?${query}`;

describe('the feed', () => {
  it('is filtered, and continues after a filtered page', async () => {
    const wanted = await add({ source: 'narrow', confidence: 0.9, at: at(100) });
    await add({ source: 'narrow', confidence: 0.3, at: at(200) });
    const query = `source=narrow&minConfidence=0.5&since=${at(50).toISOString()}&until=${at(150).toISOString()}`;
    const first = await read(query);
    expect(first).toMatchObject({ data: [{ id: wanted.id }], isEnd: true });
    expect(await read(`${query}&after=${first.next}`)).toMatchObject({ data: [], next: first.next });
    const later = await add({ source: 'narrow', confidence: 0.6, at: at(120) });
    expect((await read(`${query}&after=${first.next}`)).data).toMatchObject([{ id: later.id }]);
  });

  it('begins with the next attribution for after=latest', async () => {
    const now = await read('after=latest');
    expect(now).toMatchObject({ data: [], isEnd: true });
    const later = await add();
    expect((await read(`after=${now.next}`)).data).toMatchObject([{ id: later.id }]);
  });

  it('shows the requested fields, and the id', async () => {
    const { id } = await add({ source: 'sparse' });
    const { data } = await read('source=sparse&fields=source,confidence');
    expect(data).toEqual([{ id, source: 'sparse', confidence: 0.75 }]);
    const one = await ringtrail.api('GET', `/v1/attributions/${id}?fields=call`);
    expect(one.body).toEqual({ id, call: `call_${id}` });
    const wrong = await ringtrail.api('GET', '/v1/attributions?fields=source,sauce');
    expect(wrong).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});

describe('the stream', () => {
  it('sends attributions as they are added, filtered and with the requested fields', async () => {
    const stream = await openEventStream(
      streamUrl('source=stream&fields=source&after=latest'),
      ringtrail.adminKey,
    );
    expect(stream.contentType).toBe('text/event-stream');
    await add({ source: 'other' });
    const { id } = await add({ source: 'stream' });
    expect((await stream.next()).data).toEqual({ id, source: 'stream' });
    stream.close();
  });

  it('continues after a restart without a gap and without a repeat', async () => {
    const { next: start } = await read('after=latest');
    const before = await openEventStream(streamUrl(''), ringtrail.adminKey, { lastEventId: start });
    const first = await add();
    expect((await before.next()).data.id).toBe(first.id);
    const { dataDir } = ringtrail;
    ringtrail.signal('SIGTERM');
    await before.ended;
    await ringtrail.ended;
    const meanwhile = await add();
    ringtrail = await startRingtrail({ dataDir });
    const after = await openEventStream(streamUrl(''), ringtrail.adminKey, {
      lastEventId: before.lastEventId(),
    });
    const latest = await add();
    expect([(await after.next()).data.id, (await after.next()).data.id]).toEqual([meanwhile.id, latest.id]);
    after.close();
  });

  it('is refused without a key, with a wrong position, and with too many open streams', async () => {
    const { api } = ringtrail;
    const path = '/v1/attributions/stream';
    expect(await api('GET', path, { key: null })).toMatchObject({ body: { code: 'unauthorized' } });
    expect(await api('GET', `${path}?after=nowhere`)).toMatchObject({ body: { code: 'bad_cursor' } });
    const headers = { 'Last-Event-ID': 'nowhere' };
    expect(await api('GET', path, { headers })).toMatchObject({ body: { code: 'bad_cursor' } });
    const { secret } = (
      await api<{ secret: string }>('POST', '/v1/keys', { body: { name: 'Reader', scopes: ['read'] } })
    ).body;
    const open = () => openEventStream(streamUrl('after=latest'), secret);
    const streams = await Promise.all(Array.from({ length: 20 }, open));
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
    expect((await open()).status).toBe(429);
    for (const stream of streams) stream.close();
    await expect.poll(async () => (await open()).status).toBe(200);
  });
});

describe('an export', () => {
  it('is CSV with a line for each attribution, harmless to a spreadsheet', async () => {
    await add({
      campaign: 'csv',
      source: '=HYPERLINK("http://bad.example")',
      medium: '+12025550100',
      keyword: 'a "quoted", long\r\nword',
      bucket: { source: 'x' },
    });
    const fields = 'source,medium,keyword,bucket,confidence';
    const { text, headers } = await ringtrail.api(
      'GET',
      `/v1/exports/attributions.csv?campaign=csv&fields=${fields}`,
    );
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('content-disposition')).toContain('attributions.csv');
    expect(text).toBe(
      `id,${fields}\r\nattr_${made},"'=HYPERLINK(""http://bad.example"")",+12025550100,` +
        '"a ""quoted"", long\r\nword","{""source"":""x""}",0.75\r\n',
    );
  });

  it('begins with a byte order mark for Excel, and only for Excel', async () => {
    await add({ source: 'excel', campaign: 'Zoë’s «été»' });
    const path = '/v1/exports/attributions.csv?source=excel&fields=campaign';
    const bytesOf = async (query: string) => {
      const response = await fetch(ringtrail.url + path + query, {
        headers: { Authorization: `Bearer ${ringtrail.adminKey}` },
      });
      return Buffer.from(await response.arrayBuffer());
    };
    const plain = Buffer.from(`id,campaign\r\nattr_${made},Zoë’s «été»\r\n`);
    expect(await bytesOf('')).toEqual(plain);
    expect(await bytesOf('&for=excel')).toEqual(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), plain]));
    expect(await ringtrail.api('GET', `${path}&for=lotus`)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });

  it('has a corrected call once as CSV, and every attribution where that is wanted', async () => {
    const wrong = await add({ medium: 'effective', source: 'wrong' });
    const right = await add({ medium: 'effective', source: 'right', call: wrong.call, replaces: wrong.id });
    const other = await add({ medium: 'effective', source: 'other' });
    const idsOf = async (path: string) => {
      const { text } = await ringtrail.api('GET', `/v1/exports/${path}`);
      return text.split(/\r?\n/).flatMap((line) => /^(?:{"id":")?(attr_\d+)/.exec(line)?.[1] ?? []);
    };
    const all = [wrong.id, right.id, other.id];
    expect(await idsOf('attributions.csv?medium=effective')).toEqual([right.id, other.id]);
    expect(await idsOf('attributions.csv?medium=effective&effective=false')).toEqual(all);
    expect(await idsOf('attributions.ndjson?medium=effective')).toEqual(all);
    expect(await idsOf('attributions.ndjson?medium=effective&effective=true')).toEqual([right.id, other.id]);
    // The old attribution fits the filter, but it no longer holds.
    expect(await idsOf('attributions.csv?medium=effective&source=wrong')).toEqual([]);
  });

  it('names caller, dialled number, provider, site and endpoint as CSV', async () => {
    const shop = await setUpProvider(ringtrail.api);
    const { provider, site, endpoint } = shop;
    const one = await add({ source: 'named', provider, site, endpoint });
    await store.calls.save(call(one.call, 0, { from: '+12125550177', to: shop.numbers[0] ?? '' }));
    const columns = 'caller,dialledNumber,providerName,siteName,endpointName,endpointNumber';
    const { text } = await ringtrail.api(
      'GET',
      `/v1/exports/attributions.csv?source=named&fields=${columns}`,
    );
    const nameOf = async (path: string) => (await ringtrail.api<{ name: string }>('GET', path)).body.name;
    const names = [
      await nameOf(`/v1/providers/${provider}`),
      await nameOf(`/v1/sites/${site}`),
      await nameOf(`/v1/endpoints/${endpoint}`),
    ];
    expect(text).toBe(
      `id,${columns}\r\n${[one.id, '+12125550177', shop.numbers[0], ...names, shop.endpointNumber].join(',')}\r\n`,
    );
    const all = await ringtrail.api('GET', '/v1/exports/attributions.csv?source=named');
    expect(all.text.split('\r\n')[0]).toMatch(new RegExp(`^id,call,.*,${columns}$`));
  });

  it('from a position beyond the feed is refused before it begins', async () => {
    const beyond = String(Number((await read('after=latest')).next) + 1000);
    for (const after of ['nowhere', beyond])
      for (const path of ['/v1/exports/attributions.csv', '/v1/exports/attributions.ndjson'])
        expect(await ringtrail.api('GET', `${path}?after=${after}`)).toMatchObject({
          status: 400,
          body: { code: 'bad_cursor' },
        });
  });

  it('is NDJSON of all attributions, with the cursor to continue from', async () => {
    const { text, headers } = await ringtrail.api('GET', '/v1/exports/attributions.ndjson?fields=call');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string });
    expect(lines.map(({ id }) => id)).toEqual((await read('limit=1000')).data.map(({ id }) => id));
    const later = await add();
    expect((await read(`after=${headers.get('feed-next')}`)).data).toMatchObject([{ id: later.id }]);
  });
});

describe('a report', () => {
  it('sums the attributions of the feed, with the cursor that it has counted up to', async () => {
    await add({ source: 'report', talkSeconds: 30, at: at(7 * 86_400) });
    await add({ source: 'report', talkSeconds: 12, outcome: 'missed', at: at(7 * 86_400 + 3600) });
    const query = `by=source,hour&source=report&timeZone=Asia/Kathmandu&since=${at(7 * 86_400).toISOString()}`;
    const { body } = await ringtrail.api('GET', `/v1/reports/calls?${query}`);
    const row = { calls: 1, to: { session: 0, bucket: 1, none: 0 }, confidence: 0.75 };
    expect(body).toMatchObject({
      data: [
        { by: { hour: '2026-01-08T05:00', source: 'report' }, talkSeconds: 30, ...row },
        { by: { hour: '2026-01-08T06:00', source: 'report' }, outcomes: { missed: 1 }, ...row },
      ],
      total: { calls: 2, talkSeconds: 42, outcomes: { answered: 1, missed: 1 } },
      isComplete: true,
      upTo: (await read('after=latest')).next,
    });
  });

  it('is filtered by a landing page with a long address', async () => {
    const page = `https://shop.example/${'roofs/'.repeat(100)}`;
    await add({ landingPage: `${page}?visitor=1` });
    const { body } = await ringtrail.api('GET', `/v1/reports/calls?by=page&page=${encodeURIComponent(page)}`);
    expect(body).toMatchObject({ data: [{ by: { page }, calls: 1 }], total: { calls: 1 } });
  });

  it('is refused for an unknown dimension or time zone, and for a time between slots', async () => {
    for (const query of ['by=sauce', 'timeZone=Mars', `since=${at(61).toISOString()}`, 'by=source,,to'])
      expect(await ringtrail.api('GET', `/v1/reports/calls?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      });
  });
});
