import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AccessRig, ADMIN_KEY, Browser, PASSWORD, startAccessRig } from '../support/access-rig.ts';
import { eventually } from '../support/eventually.ts';

const NEW_PASSWORD = 'eleven herons in the reeds';

let rig: AccessRig;
beforeAll(async () => {
  rig = await startAccessRig();
});
beforeEach(() => rig.clear());
afterAll(() => rig.stop());

/** Returns the accesses that the audit log got of the route, once there are as many. */
function entriesOf(route: string, count = 1) {
  return eventually(() => {
    const found = rig.accesses.filter((access) => access.route === route);
    return found.length >= count && found;
  });
}

/** Adds a person who is bound to the providers. */
async function addBound(...providers: string[]) {
  const person = await rig.addPerson();
  rig.directory.put('people', { ...person, providers });
  return person;
}

const useTicket = (link: string, body: object = {}) =>
  rig.send('post', '/v1/tickets/use', {
    body: { ticket: new URL(link).hash.slice(1), password: NEW_PASSWORD, ...body },
  });

describe('the audit log', () => {
  it('has a sign-in as the person’s, with the address', async () => {
    const { id } = await addBound('prv_1');
    await rig.signIn({}, { address: '203.0.113.9' });
    expect(await entriesOf('/v1/session')).toEqual([
      expect.objectContaining({
        ...{ kind: 'person', key: id, name: 'Anna Berg', provider: 'prv_1' },
        ...{ method: 'POST', status: 201, address: '203.0.113.9', changes: [], readsCallers: false },
      }),
    ]);
  });

  it('has a failed sign-in as one that names the person, and was not proven', async () => {
    const { id } = await addBound('prv_1');
    await rig.signIn({ password: 'another long password' });
    const [entry] = await entriesOf('/v1/session');
    expect(entry).toMatchObject({
      kind: 'unknown',
      key: id,
      name: 'Anna Berg',
      provider: 'prv_1',
      status: 401,
    });
  });

  it('has a sign-in without the second factor as one that was not proven', async () => {
    const { id } = await rig.addPerson();
    await rig.addSecondFactor(id);
    await rig.signIn({});
    expect(await entriesOf('/v1/session')).toMatchObject([{ kind: 'unknown', key: id, status: 401 }]);
  });

  it('names nobody for an address that several people have or nobody, and shows no password or address', async () => {
    const first = await addBound('prv_1');
    rig.directory.put('people', { ...first, id: 'per_second', providers: ['prv_2'] });
    await rig.signIn({ password: 'another long password' });
    await rig.signIn({ email: 'nobody@shop.example' });
    for (const entry of await entriesOf('/v1/session', 2))
      expect(entry).toMatchObject({ kind: 'unknown', key: 'unknown', provider: null, status: 401 });
    expect(JSON.stringify(rig.accesses)).not.toMatch(/another long|shop\.example/);
  });

  it('has sign-ins that had to wait', async () => {
    const { id } = await rig.addPerson();
    for (let tries = 0; tries < 8; tries++) await rig.signIn({ password: 'another long password' });
    const entries = await entriesOf('/v1/session', 8);
    expect(entries.at(-1)).toMatchObject({ kind: 'unknown', key: id, status: 429 });
  });

  it('has a sign-out, and a failed sign-in by passkey', async () => {
    const { id } = await rig.addPerson();
    const browser = new Browser();
    await rig.signIn({}, { browser });
    await rig.send('delete', '/v1/session', { browser });
    expect((await entriesOf('/v1/session', 2))[1]).toMatchObject({
      ...{ kind: 'person', key: id, method: 'DELETE', status: 204 },
    });
    const response = {
      ...{ id: 'AAAA', rawId: 'AAAA', type: 'public-key', clientExtensionResults: {} },
      response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' },
    };
    await rig.send('post', '/v1/session/passkey', { body: { response } });
    expect(await entriesOf('/v1/session/passkey')).toMatchObject([{ kind: 'unknown', status: 401 }]);
  });

  it('has the owner whom a one-time link makes, as a change by Ringtrail', async () => {
    const link = await rig.access.service.ownerLink('http://localhost:8080');
    await useTicket(link ?? '', { email: 'ole@shop.example', name: 'Ole Lund' });
    const [entry] = await entriesOf('/v1/tickets/use');
    expect(entry).toMatchObject({ kind: 'ringtrail', status: 201, address: '198.51.100.1' });
    expect(entry?.changes).toMatchObject([{ kind: 'people', before: null, after: { role: 'owner' } }]);
    await useTicket(link ?? '', { email: 'eve@shop.example', name: 'Eve' });
    expect((await entriesOf('/v1/tickets/use', 2))[1]).toMatchObject({ kind: 'unknown', status: 404 });
  });

  it('has an invited person who signs in, with the changed name', async () => {
    const { id } = await rig.addPerson();
    const { body } = await rig.send('post', `/v1/people/${id}/invitation`, { key: ADMIN_KEY });
    await useTicket(body.url, { name: 'Anna B. Berg' });
    expect(await entriesOf('/v1/tickets/use')).toMatchObject([
      {
        ...{ kind: 'person', key: id, name: 'Anna B. Berg', status: 201 },
        changes: [{ kind: 'people', id, before: { name: 'Anna Berg' }, after: { name: 'Anna B. Berg' } }],
      },
    ]);
  });

  it('has the request of a new password, and a changed one', async () => {
    const { id } = await rig.addPerson();
    await rig.send('post', '/v1/password-resets', { body: { email: 'anna@shop.example' } });
    expect(await entriesOf('/v1/password-resets')).toMatchObject([{ kind: 'unknown', key: id, status: 202 }]);
    const browser = new Browser();
    await rig.signIn({}, { browser });
    const body = { current: PASSWORD, password: NEW_PASSWORD };
    await rig.send('post', '/v1/session/password', { browser, body });
    expect(await entriesOf('/v1/session/password')).toMatchObject([{ kind: 'person', key: id, status: 204 }]);
  });
});
