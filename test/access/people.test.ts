import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AccessRig, ADMIN_KEY, Browser, PASSWORD, startAccessRig } from '../support/access-rig.ts';

const NEW_PASSWORD = 'nine grey gulls over the pier';

let rig: AccessRig;
beforeAll(async () => {
  rig = await startAccessRig();
});
beforeEach(() => rig.clear());
afterAll(() => rig.stop());

async function signedIn(more: object = {}): Promise<{ id: string; browser: Browser }> {
  const person = await rig.addPerson(more);
  const browser = new Browser();
  await rig.signIn({ email: person.email }, { browser });
  return { id: person.id, browser };
}
const isSignedIn = async (browser: Browser) =>
  (await rig.send('get', '/v1/session', { browser })).status === 200;

it('the list of people says who has not used the invitation yet', async () => {
  const { id } = await rig.addPerson();
  const body = { email: 'new@shop.example', name: 'New', role: 'viewer' };
  const made = await rig.send('post', '/v1/people', { key: ADMIN_KEY, body });
  const { data } = (await rig.send('get', '/v1/people', { key: ADMIN_KEY })).body;
  const states = data.map((person: { id: string; isInvited: boolean }) => [person.id, person.isInvited]);
  expect(new Map(states)).toEqual(
    new Map([
      [id, false],
      [made.body.id, true],
    ]),
  );
});

describe('a person', () => {
  it('sees their own sessions and ends one of them', async () => {
    const { browser } = await signedIn();
    const other = new Browser();
    await rig.signIn(
      {},
      { browser: other, address: '203.0.113.4', headers: { 'User-Agent': 'Another browser' } },
    );
    const { data } = (await rig.send('get', '/v1/sessions', { browser })).body;
    expect(data).toHaveLength(2);
    const far = data.find(({ isThis }: { isThis: boolean }) => !isThis);
    expect(far).toMatchObject({ address: '203.0.113.4', agent: 'Another browser', way: 'password' });
    expect((await rig.send('delete', `/v1/sessions/${far.id}`, { browser })).status).toBe(204);
    expect((await rig.send('delete', `/v1/sessions/${far.id}`, { browser })).status).toBe(404);
    expect(await isSignedIn(other)).toBe(false);
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('changes the password by the former one, which ends the other sessions and the links', async () => {
    const { id, browser } = await signedIn();
    const other = new Browser();
    await rig.signIn({}, { browser: other });
    const { body } = await rig.send('post', `/v1/people/${id}/password-reset`, { key: ADMIN_KEY });
    const change = (current: string, password = NEW_PASSWORD) =>
      rig.send('post', '/v1/session/password', { browser, body: { current, password } });
    expect((await change('a wrong password')).body.code).toBe('sign_in_failed');
    expect((await change(PASSWORD, 'password1234')).body.code).toBe('invalid_request');
    expect((await change(PASSWORD)).status).toBe(204);
    expect([await isSignedIn(browser), await isSignedIn(other)]).toEqual([true, false]);
    expect((await rig.signIn({})).status).toBe(401);
    expect((await rig.signIn({ password: NEW_PASSWORD })).status).toBe(201);
    const ticket = new URL(body.url).hash.slice(1);
    expect((await rig.send('post', '/v1/tickets/read', { body: { ticket } })).status).toBe(404);
  });

  it('cannot guess the former password without end', async () => {
    const { browser } = await signedIn();
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++)
      statuses.push(
        (
          await rig.send('post', '/v1/session/password', {
            browser,
            body: { current: 'a guess', password: NEW_PASSWORD },
          })
        ).status,
      );
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('who is removed leaves no credentials and no session', async () => {
    const { id, browser } = await signedIn();
    await rig.addPerson({ email: 'owner@shop.example' });
    expect((await rig.send('delete', `/v1/people/${id}`, { key: ADMIN_KEY })).status).toBe(204);
    expect(await rig.store.credentials.get(id)).toBeNull();
    expect(await rig.redis.client.exists(`ringtrail:sessions:${id}`)).toBe(0);
    expect(await isSignedIn(browser)).toBe(false);
    expect((await rig.signIn({})).body.code).toBe('sign_in_failed');
  });

  it('keeps the e-mail address', async () => {
    const { id } = await signedIn();
    const body = { email: 'else@shop.example' };
    expect((await rig.send('patch', `/v1/people/${id}`, { key: ADMIN_KEY, body })).status).toBe(400);
  });
});

describe('somebody with people:write', () => {
  it('sees and ends the sessions of others', async () => {
    const { browser } = await signedIn();
    const viewer = await signedIn({ email: 'vera@shop.example', role: 'viewer' });
    const path = `/v1/people/${viewer.id}/sessions`;
    expect((await rig.send('get', path, { browser })).body.data).toMatchObject([{ isThis: false }]);
    expect((await rig.send('delete', path, { browser })).status).toBe(204);
    expect(await isSignedIn(viewer.browser)).toBe(false);
  });

  it('does not get at a person who may do more', async () => {
    const owner = await rig.addPerson();
    const { browser } = await signedIn({ email: 'max@shop.example', role: 'manager' });
    for (const [method, path] of [
      ['post', 'invitation'],
      ['post', 'password-reset'],
      ['get', 'sessions'],
      ['delete', 'sessions'],
    ] as const)
      expect(await rig.send(method, `/v1/people/${owner.id}/${path}`, { browser }), path).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      });
    expect((await rig.store.credentials.get(owner.id))?.tickets).toEqual([]);
  });
});

it('a key has no sessions and no password', async () => {
  expect((await rig.send('get', '/v1/sessions', { key: ADMIN_KEY })).status).toBe(403);
  const body = { current: PASSWORD, password: NEW_PASSWORD };
  expect((await rig.send('post', '/v1/session/password', { key: ADMIN_KEY, body })).status).toBe(403);
});
