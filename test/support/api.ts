export type Answer<T = Record<string, unknown>> = {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON. */
  body: T;
  text: string;
};

export type Request = {
  /** Sent as JSON; text is sent as it is. */
  body?: unknown;
  /** null: no key at all. */
  key?: string | null;
  headers?: Record<string, string>;
};

export type Api = <T = Record<string, unknown>>(
  method: string,
  path: string,
  request?: Request,
) => Promise<Answer<T>>;

/** Asks the API at `url`, with the admin key where the request names no other. */
export function apiAt(url: string, adminKey: string): Api {
  return async (method, path, { body, key = adminKey, headers } = {}) => {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(key !== null && { Authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
  };
}
