import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../tools/client/client.ts';
import { clientTypes, type Document } from '../tools/client/generate.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';

const TYPES = new URL('../tools/client/operations.ts', import.meta.url);

let ringtrail: Ringtrail;
let document: Document;
beforeAll(async () => {
  ringtrail = await startRingtrail();
  document = (await ringtrail.api<Document>('GET', '/openapi.json', { key: null })).body;
});
afterAll(() => ringtrail.stop());

describe('the typed client', () => {
  it('has the types of the OpenAPI document', async () => {
    const text = clientTypes(document);
    if (process.env.RINGTRAIL_TEST_WRITE_CLIENT === 'on') await writeFile(TYPES, text);
    expect(await readFile(TYPES, 'utf8')).toBe(text);
  });

  it('sends requests and reads answers by these types', async () => {
    const request = createClient({ url: ringtrail.url, key: ringtrail.adminKey });
    const made = await request('POST /v1/providers', { body: { name: 'By a client', threshold: 5 } });
    if (made.isProblem) throw new Error(made.body.detail);
    const id: string = made.body.id;
    expect(made).toMatchObject({ status: 201, body: { name: 'By a client', threshold: 5 } });
    const read = await request('GET /v1/providers/{id}', { params: { id } });
    expect(read.body).toEqual(made.body);
    const list = await request('GET /v1/providers', { query: { limit: 1 } });
    if (list.isProblem) throw new Error(list.body.detail);
    expect(list.body.data.map((provider) => provider.id)).toEqual([id]);
    expect(await request('DELETE /v1/providers/{id}', { params: { id } })).toMatchObject({ status: 204 });
    const gone = await request('GET /v1/providers/{id}', { params: { id } });
    expect(gone).toMatchObject({ status: 404, isProblem: true, body: { code: 'not_found' } });
    const csv = await request('GET /v1/exports/attributions.csv', { query: { for: 'excel' } });
    expect(csv.body).toContain('id,call,');
    const stranger = createClient({ url: ringtrail.url });
    expect(await stranger('GET /v1/providers', {})).toMatchObject({ body: { code: 'unauthorized' } });
  });
});
