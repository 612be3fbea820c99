import { afterAll, beforeAll, expect, it } from 'vitest';
import { CookieJar } from '../support/cookie-jar.ts';
import { signInOnPages, startOidcProvider, type TestProvider } from '../support/oidc.ts';
import { freePorts } from '../support/ports.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';

let provider: TestProvider;
let ringtrail: Ringtrail;
beforeAll(async () => {
  const [port] = await freePorts(1);
  provider = await startOidcProvider(`http://localhost:${port}/v1/session/oidc/callback`);
  // A provider that is away stops no start.
  await provider.stop();
  ringtrail = await startRingtrail({ env: { ...provider.env, PORT: String(port) } });
});
afterAll(async () => {
  await ringtrail?.stop();
  await provider?.stop().catch(() => undefined);
});

it('the program starts without its provider, and people sign in once the provider is there', async () => {
  const url = ringtrail.publicUrl;
  const jar = new CookieJar();
  const begin = () => jar.send(`${url}/v1/session/oidc`);
  expect((await begin()).headers.get('location')).toBe(`${url}/sign-in?problem=oidc_unavailable`);
  await provider.start();
  provider.accounts.set('anna', { email: 'anna@shop.example', email_verified: true });
  const person = { email: 'anna@shop.example', name: 'Anna Berg', role: 'viewer' };
  expect((await ringtrail.api('POST', '/v1/people', { body: person })).status).toBe(201);
  const callback = await signInOnPages(
    new CookieJar(),
    (await begin()).headers.get('location') ?? '',
    'anna',
  );
  expect((await jar.send(callback)).headers.get('location')).toBe(`${url}/`);
  const session = await (await jar.send(`${url}/v1/session`)).json();
  expect(session).toMatchObject({ kind: 'person', ...person });
  expect(await (await jar.send(`${url}/v1/sign-in`)).json()).toMatchObject({ oidc: { name: 'Test Login' } });
});
