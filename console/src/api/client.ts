import { type ClientAnswer, createClient, type Input, type Name } from '../../../tools/client/client.ts';
import { noteConnection } from './connection.ts';
import { readKey } from './key.ts';
import { ApiProblem, ConnectionLost } from './problem.ts';

/** The body of an operation's answer that is no problem. */
export type Body<N extends Name> = Extract<ClientAnswer<N>, { isProblem: false }>['body'];

let csrfToken: string | null = null;

/** Sets the token that each change sends beside the cookie of a person's session. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

const request = createClient({ url: '', fetch: send });

/**
 * Calls an operation of the API. An answer may be `maxAgeSeconds` old: other consoles may have got it. Rejects with `ApiProblem` for a problem document, and with `ConnectionLost` when the gateway does
 * not answer.
 */
export async function call<N extends Name>(
  name: N,
  input: Input<N>,
  { maxAgeSeconds = 0 }: { maxAgeSeconds?: number | undefined } = {},
): Promise<Body<N>> {
  const answer = await request(
    name,
    input,
    maxAgeSeconds > 0 ? { 'Cache-Control': `max-age=${maxAgeSeconds}` } : {},
  );
  if (answer.isProblem) throw new ApiProblem(answer.body as ApiProblem['problem']);
  if (answer.status >= 400) {
    noteConnection(false);
    throw new ConnectionLost();
  }
  return answer.body as Body<N>;
}

/** Returns the headers that prove who asks: the pasted key, or for a change the token of the session. */
export function credentials(method: string): Record<string, string> {
  const key = readKey();
  if (key !== null) return { Authorization: `Bearer ${key}` };
  if (csrfToken === null || method === 'GET') return {};
  return { 'X-CSRF-Token': csrfToken };
}

async function send(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  try {
    const headers = { ...init.headers, ...credentials(init.method ?? 'GET') };
    const response = await fetch(url, { ...init, headers });
    noteConnection(true);
    return response;
  } catch (error) {
    noteConnection(false);
    throw new ConnectionLost(error);
  }
}
