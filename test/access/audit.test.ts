import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/domain/audit.ts';
import { startDouble } from '../support/consumers/double.ts';
import { eventually } from '../support/eventually.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { type FullProvider, setUpFullProvider } from '../support/two-providers.ts';

const CALLER = '+12125550176';

let ringtrail: Ringtrail;
let double: Awaited<ReturnType<typeof startDouble>>;
let shop: FullProvider;
let other: FullProvider;
beforeAll(async () => {
  double = await startDouble();
  ringtrail = await startRingtrail({
    env: { DELIVERY_PRIVATE_NETWORKS: 'on', TRUST_PROXY: 'loopback' },
  });
  shop = await setUpFullProvider(ringtrail, 'delta', { caller: CALLER, hook: double.url });
  other = await setUpFullProvider(ringtrail, 'omega', { caller: '+12125550177', hook: double.url });
});
afterAll(async () => {
  await ringtrail.stop();
  await double.stop();
});

type List = { data: AuditEntry[] };

/** Returns the latest entry that fits, once it is stored. */
function entryOf(query: string, fits: (entry: AuditEntry) => boolean = () => true, key?: string) {
  return eventually(async () => {
    const { body } = await ringtrail.api<List>('GET', `/v1/audit?limit=1000&${query}`, key ? { key } : {});
    return body.data.find(fits);
  });
}

const patched = (path: string, body: object, headers = {}) =>
  ringtrail.api('PATCH', `/v1/${path}`, { body, headers });

describe('an entry of the audit log', () => {
  it('says who changed what, when and from where', async () => {
    const headers = { 'X-Forwarded-For': '198.51.100.7' };
    const { status } = await patched(`sites/${shop.site}`, { name: 'Renamed' }, headers);
    expect(status).toBe(200);
    const entry = await entryOf(`id=${shop.site}`, ({ address }) => address === '198.51.100.7');
    expect(entry).toMatchObject({
      ...{ kind: 'key', key: 'admin', name: 'RINGTRAIL_ADMIN_KEY', method: 'PATCH', route: '/v1/sites/{id}' },
      ...{ provider: shop.provider, status: 200, count: 1 },
      changes: [
        { kind: 'sites', id: shop.site, before: { name: 'delta sites' }, after: { name: 'Renamed' } },
      ],
    });
  });

  it('of a change stands alone, also when the same change follows at once', async () => {
    for (const name of ['One', 'Two', 'One', 'Two']) await patched(`pools/${shop.pool}`, { name });
    await entryOf(`id=${shop.pool}`, ({ changes }) => changes[0]?.after?.name === 'Two');
    const { body } = await eventually(async () => {
      const list = await ringtrail.api<List>('GET', `/v1/audit?route=/v1/pools/{id}&id=${shop.pool}`);
      return list.body.data.filter(({ method }) => method === 'PATCH').length >= 5 && list;
    });
    const after = body.data.map(({ changes }) => changes[0]?.after?.name);
    expect(after.filter((name) => name === 'One' || name === 'Two')).toHaveLength(4);
  });

  it.each([
    ['numbers', 'POST'],
    ['sites', 'POST'],
    ['keys', 'POST'],
    ['people', 'POST'],
    ['shares', 'POST'],
    ['consumers', 'POST'],
  ])('of a creation among the %s has the new record, without secrets', async (kind, method) => {
    const id = shop.ids[kind] ?? '';
    const entry = await entryOf(`id=${id}`, (one) => one.method === method && one.route === `/v1/${kind}`);
    expect(entry.provider).toBe(shop.provider);
    const change = entry.changes.find((one) => one.id === id);
    expect(change).toMatchObject({ kind, before: null, after: { id } });
    const text = JSON.stringify(entry);
    for (const secret of ['digest', 'secret', 'credentials', shop.secret]) expect(text).not.toContain(secret);
  });

  it('has the changes of calls and attributions, without notes and callers', async () => {
    const { calls, attributions } = shop.ids;
    const call = `/v1/calls/${calls}`;
    await ringtrail.api('POST', `${call}/outcome`, { body: { qualified: true, value: 12, currency: 'EUR' } });
    await ringtrail.api('POST', `${call}/notes`, { body: { text: 'Anna called back' } });
    await ringtrail.api('POST', `/v1/attributions/${attributions}/corrections`, {
      body: { to: 'none', reason: 'Anna said so' },
    });
    const changeOf = async (route: string) =>
      (await entryOf(`route=${route}&provider=${shop.provider}`)).changes;
    expect(await changeOf('/v1/calls/{id}')).toMatchObject([
      { kind: 'calls', id: calls, before: { tags: [] }, after: { tags: ['delta-tag'] } },
    ]);
    expect(await changeOf('/v1/calls/{id}/outcome')).toMatchObject([
      { before: { qualification: null }, after: { qualification: { qualified: true, value: 12 } } },
    ]);
    expect(await changeOf('/v1/calls/{id}/notes')).toMatchObject([
      { before: { notes: 1 }, after: { notes: 2 } },
    ]);
    expect(await changeOf('/v1/attributions/{id}/corrections')).toMatchObject([
      { kind: 'attributions', before: { to: 'session' }, after: { to: 'none' } },
    ]);
    await patched(`endpoints/${shop.endpoint}`, { routing: { blocked: [CALLER, '+12125550199'] } });
    await entryOf(`id=${shop.endpoint}`, ({ changes }) => JSON.stringify(changes).includes('blocked'));
    const { text } = await ringtrail.api('GET', '/v1/audit?limit=1000');
    for (const personal of [CALLER, 'Anna', '+12125550199']) expect(text).not.toContain(personal);
  });

  it('of a consumer says that its credentials changed, and not what they are', async () => {
    const { consumers } = shop.ids;
    const rotated = await ringtrail.api<{ secret: string }>('POST', `/v1/consumers/${consumers}/secrets`, {
      body: { formerForSeconds: 0 },
    });
    const { changes } = await entryOf(`route=/v1/consumers/{id}/secrets`);
    expect(changes).toEqual([
      { kind: 'consumers', id: consumers, before: { credentials: null }, after: { credentials: 'changed' } },
    ]);
    expect(JSON.stringify(changes)).not.toContain(rotated.body.secret);
  });

  it('of a removal has the removed record', async () => {
    const { body } = await ringtrail.api<{ id: string }>('POST', '/v1/keys', {
      body: { name: 'Short', scopes: ['calls:read'] },
    });
    await ringtrail.api('DELETE', `/v1/keys/${body.id}`);
    const { changes, provider } = await entryOf(`id=${body.id}`, ({ method }) => method === 'DELETE');
    expect(changes).toMatchObject([{ kind: 'keys', id: body.id, before: { name: 'Short' }, after: null }]);
    expect(provider).toBeNull();
  });

  it('says who read callers, and of which provider', async () => {
    const { calls } = shop.ids;
    await ringtrail.api('GET', `/v1/calls/${calls}`);
    const read = await entryOf(`id=${calls}&readsCallers=true`, ({ method }) => method === 'GET');
    expect(read).toMatchObject({ key: 'admin', provider: shop.provider, readsCallers: true });
    const { body } = await ringtrail.api<{ id: string; secret: string }>('POST', '/v1/keys', {
      body: { name: 'Masked', scopes: ['calls:read'] },
    });
    await ringtrail.api('GET', `/v1/calls/${calls}`, { key: body.secret });
    expect(await entryOf(`holder=${body.id}&kind=key`)).toMatchObject({ readsCallers: false });
    const { data } = (await ringtrail.api<List>('GET', `/v1/audit?key=${body.id}&readsCallers=true`)).body;
    expect(data).toEqual([]);
  });

  it('is readable by the provider whose records were changed, without the address of a stranger', async () => {
    await patched(`endpoints/${other.endpoint}`, { name: 'Elsewhere' });
    await patched(`endpoints/${shop.endpoint}`, { name: 'Here' });
    const isRename = ({ changes }: AuditEntry) => changes.some(({ after }) => after?.name === 'Here');
    const entry = await entryOf(`id=${shop.endpoint}`, isRename, shop.secret);
    expect(entry).toMatchObject({ key: 'admin', address: null, provider: shop.provider });
    const own = await entryOf(`key=${shop.ids.keys}`, () => true, shop.secret);
    expect(own.address).not.toBeNull();
    const { text } = await ringtrail.api('GET', '/v1/audit?limit=1000', { key: shop.secret });
    expect(text).not.toContain('omega');
    expect(text).not.toContain('Elsewhere');
  });

  it('names the share link that was read', async () => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const share = await ringtrail.api<{ id: string; secret: string }>('POST', '/v1/shares', {
      body: { provider: shop.provider, name: 'For the client', shows: 'calls', expiresAt },
    });
    await ringtrail.api('GET', '/v1/shared/calls', { key: share.body.secret });
    const entry = await entryOf(`kind=share&holder=${share.body.id}`);
    expect(entry).toMatchObject({ name: 'For the client', provider: shop.provider, readsCallers: false });
  });
});
