/** A real OpenID Connect provider on this machine, with pages of its own on which people sign in. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';
import type { CookieJar } from './cookie-jar.ts';

/** What the provider says about an account, whose subject is the name by which it signs in. */
export type Claims = { email?: string; email_verified?: boolean | string };

export type TestProvider = {
  issuer: string;
  /** The environment of a Ringtrail whose people sign in here. */
  env: Record<string, string>;
  /** The accounts by the name by which they sign in. */
  accounts: Map<string, Claims>;
  stop(): Promise<void>;
  /** Starts it again on its port. */
  start(): Promise<void>;
};

const CLIENT = { client_id: 'ringtrail', client_secret: 'a secret of the provider and Ringtrail' };

/** @param callback the address to which browsers are sent back */
export async function startOidcProvider(callback: string, more: Configuration = {}): Promise<TestProvider> {
  const accounts = new Map<string, Claims>();
  const server = createServer();
  const port = await listen(server, 0);
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ ...CLIENT, redirect_uris: [callback] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['a key of the test'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: id, ...accounts.get(id) }),
    }),
    ...more,
  });
  server.on('request', provider.callback());
  return {
    issuer,
    env: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: CLIENT.client_id,
      OIDC_CLIENT_SECRET: CLIENT.client_secret,
      OIDC_NAME: 'Test Login',
    },
    accounts,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    start: async () => void (await listen(server, port)),
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Signs in on the provider's pages. Returns the address of the callback to which they send the browser. */
export async function signInOnPages(jar: CookieJar, url: string, name: string): Promise<string> {
  const { origin } = new URL(url);
  let answer = await jar.send(url);
  for (let steps = 0; steps < 12; steps++) {
    const location = answer.headers.get('location');
    if (location) {
      const next = new URL(location, answer.url).href;
      if (!next.startsWith(origin)) return next;
      answer = await jar.send(next);
    } else answer = await submitForm(jar, await answer.text(), name);
  }
  throw new Error('the provider does not come to an end');
}

/** Answers the page that asks for a name, or for consent. */
async function submitForm(jar: CookieJar, page: string, login: string): Promise<Response> {
  const [, action] = /<form[^>]* action="([^"]+)"/.exec(page) ?? [];
  const [, prompt] = /name="prompt" value="(\w+)"/.exec(page) ?? [];
  if (!action || !prompt) throw new Error(`the provider's page has no form: ${page}`);
  const body = new URLSearchParams({ prompt, login, password: 'any' });
  return jar.send(action, { method: 'POST', body });
}
