import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AccessRig, ADMIN_KEY, Browser, startAccessRig } from '../support/access-rig.ts';

const MINUTE_MS = 60_000;

let rig: AccessRig;
let browser: Browser;
let people = 0;
beforeAll(async () => {
  rig = await startAccessRig();
});
beforeEach(async () => {
  people += 1;
  browser = new Browser();
  const email = `anna${people}@shop.example`;
  await rig.addPerson({ email });
  await rig.signIn({ email }, { browser });
});
afterAll(() => rig.stop());

describe('passkeys', () => {
  it('are added and removed within 15 minutes of the sign-in, and listed later too', async () => {
    const options = () => rig.send('post', '/v1/passkeys/options', { browser });
    rig.clock.now += 15 * MINUTE_MS - 1;
    expect((await options()).status).toBe(200);
    rig.clock.now += 1;
    expect(await options()).toMatchObject({ status: 403, body: { code: 'sign_in_again' } });
    expect((await rig.send('delete', '/v1/passkeys/any', { browser })).body.code).toBe('sign_in_again');
    expect((await rig.send('get', '/v1/passkeys', { browser })).body).toEqual({ data: [] });
  });

  it('are of people alone', async () => {
    for (const [method, path] of [
      ['get', '/v1/passkeys'],
      ['post', '/v1/passkeys/options'],
      ['delete', '/v1/passkeys/any'],
    ] as const)
      expect(await rig.send(method, path, { key: ADMIN_KEY })).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      });
  });

  it('are not made from an answer that no authenticator gave', async () => {
    await rig.send('post', '/v1/passkeys/options', { browser });
    const response = {
      ...{ id: 'AA', rawId: 'AA', type: 'public-key', clientExtensionResults: {} },
      response: { clientDataJSON: 'e30', attestationObject: 'oA' },
    };
    const made = await rig.send('post', '/v1/passkeys', { browser, body: { name: 'x', response } });
    expect(made).toMatchObject({ status: 400, body: { errors: [{ pointer: '/response' }] } });
  });

  it('sign nobody in by an answer that no authenticator gave', async () => {
    const stranger = new Browser();
    await rig.send('post', '/v1/session/passkey/options', { browser: stranger });
    const [person] = rig.directory.all('people');
    const response = {
      ...{ id: 'AA', rawId: 'AA', type: 'public-key' },
      response: {
        ...{ clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' },
        userHandle: Buffer.from(person?.id ?? '').toString('base64url'),
      },
    };
    const answer = await rig.send('post', '/v1/session/passkey', { browser: stranger, body: { response } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'sign_in_failed' } });
  });
});

it('one network begins at most 120 sign-ins in a minute, and another one is not limited by them', async () => {
  const begin = (address: string) => rig.send('post', '/v1/session/passkey/options', { address });
  rig.clock.now = Math.ceil(rig.clock.now / MINUTE_MS) * MINUTE_MS + 10_000;
  for (let i = 0; i < 120; i++) expect((await begin('192.0.2.7')).status).toBe(200);
  const refused = await begin('192.0.2.7');
  expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  expect(refused.headers['retry-after']).toBe('50');
  expect((await begin('198.51.100.9')).status).toBe(200);
  rig.clock.now += 50_000;
  expect((await begin('192.0.2.7')).status).toBe(200);
});

it('a page of another site begins no sign-in', async () => {
  const headers = { 'Sec-Fetch-Site': 'cross-site' };
  const refused = await rig.send('post', '/v1/session/passkey/options', { headers });
  expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
});
