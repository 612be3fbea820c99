import type { Operations } from './operations.ts';

export type Name = keyof Operations;
type Members<T> = keyof T extends never ? { [member in never]: never } : T;

/** The input of an operation. A member is optional where it needs no value. */
export type Input<N extends Name> = (Record<never, never> extends Operations[N]['params']
  ? { params?: Members<Operations[N]['params']> }
  : { params: Operations[N]['params'] }) &
  (Record<never, never> extends Operations[N]['query']
    ? { query?: Operations[N]['query'] }
    : { query: Operations[N]['query'] }) &
  (undefined extends Operations[N]['body'] ? { body?: undefined } : { body: Operations[N]['body'] });

/** An answer by its status. `default` stands for every status that the operation does not list: a problem document. */
export type ClientAnswer<N extends Name> = {
  [S in keyof Operations[N]['answers']]: {
    status: S extends `${infer Code extends number}` ? Code : S extends number ? S : number;
    isProblem: S extends 'default' ? true : false;
    body: Operations[N]['answers'][S];
  };
}[keyof Operations[N]['answers']];

export type ClientOptions = { url: string; key?: string | undefined; fetch?: typeof fetch };

/**
 * Returns a client of the HTTP API. Its function takes an operation's name, its input and headers of the request. Input and answer have
 * the operation's types.
 */
export function createClient({ url, key, fetch: send = fetch }: ClientOptions) {
  return async function request<N extends Name>(
    name: N,
    input: Input<N>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ClientAnswer<N>> {
    const {
      params = {},
      query = {},
      body,
    } = input as {
      params?: Record<string, string>;
      query?: Record<string, unknown>;
      body?: unknown;
    };
    const [method = '', path = ''] = name.split(' ');
    const address = path.replace(/\{(\w+)\}/g, (_, parameter) => encodeURIComponent(params[parameter] ?? ''));
    const members = Object.entries(query).filter(([, value]) => value !== undefined);
    const search = new URLSearchParams(members.map(([member, value]) => [member, String(value)]));
    const response = await send(`${url}${address}${members.length > 0 ? `?${search}` : ''}`, {
      method,
      headers: {
        ...headers,
        ...(key !== undefined && { Authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const isJson = /[/+]json\b/.test(type);
    return {
      status: response.status,
      isProblem: type.includes('problem+json'),
      body: text === '' ? undefined : isJson ? JSON.parse(text) : text,
    } as ClientAnswer<N>;
  };
}
