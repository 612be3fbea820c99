import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AccessRig, Browser, PASSWORD, startAccessRig } from '../support/access-rig.ts';
import { eventually } from '../support/eventually.ts';

let rig: AccessRig;
beforeAll(async () => {
  rig = await startAccessRig(undefined, { requireSecondFactor: true });
});
beforeEach(() => rig.clear());
afterAll(() => rig.stop());

/** Signs in by password, and returns the browser. */
async function browserWith(body: object = {}): Promise<Browser> {
  const browser = new Browser();
  expect((await rig.signIn(body, { browser })).status).toBe(201);
  return browser;
}

const people = (browser: Browser) => rig.send('get', '/v1/people', { browser });
const session = async (browser: Browser) => (await rig.send('get', '/v1/session', { browser })).body;

describe('a person who needs a second factor', () => {
  it('sees the own account alone after a password alone', async () => {
    await rig.addPerson();
    const browser = await browserWith();
    expect(await session(browser)).toMatchObject({ scopes: [], needsSecondFactor: true });
    expect(await people(browser)).toMatchObject({ status: 403, body: { code: 'second_factor_missing' } });
    const made = await rig.send('post', '/v1/keys', { browser, body: { name: 'A', scopes: ['read'] } });
    expect(made.body.code).toBe('second_factor_missing');
    expect((await rig.send('get', '/v1/sessions', { browser })).body.data).toHaveLength(1);
  });

  it('sees everything once an authenticator app is set up, in the same session', async () => {
    await rig.addPerson();
    const browser = await browserWith();
    const begun = await rig.send('post', '/v1/session/totp', { browser, body: { password: PASSWORD } });
    const code = TOTP.generate({ secret: Secret.fromBase32(begun.body.secret), timestamp: rig.clock.now });
    await rig.send('post', '/v1/session/totp/confirm', { browser, body: { code } });
    expect((await people(browser)).status).toBe(200);
    expect(await session(browser)).toMatchObject({ needsSecondFactor: false, hasSecondFactor: true });
  });

  it('sees everything after a sign-in with a code', async () => {
    const { id } = await rig.addPerson();
    const { codeNow } = await rig.addSecondFactor(id);
    const browser = await browserWith({ code: codeNow() });
    expect((await people(browser)).status).toBe(200);
  });

  it('sees the own account alone after a one-time link', async () => {
    const link = await rig.access.service.ownerLink('http://localhost:8080');
    const browser = new Browser();
    const ticket = new URL(link ?? '').hash.slice(1);
    const body = { ticket, password: PASSWORD, email: 'ole@shop.example', name: 'Ole Lund' };
    await rig.send('post', '/v1/tickets/use', { browser, body });
    expect((await people(browser)).body.code).toBe('second_factor_missing');
  });
});

it('the audit log has the refused requests', async () => {
  const { id } = await rig.addPerson();
  await people(await browserWith());
  const refused = await eventually(() => rig.accesses.find(({ route }) => route === '/v1/people'));
  expect(refused).toMatchObject({ kind: 'person', key: id, status: 403 });
});
