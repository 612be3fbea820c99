/** A browser as far as cookies and redirects are concerned. */
export class CookieJar {
  /** Cookies by host. Ports share them, as in a browser. */
  readonly #cookies = new Map<string, Map<string, string>>();

  /** Sends the request with the cookies of its host, and takes those of the answer. Follows no redirect. */
  async send(url: string, init: RequestInit = {}): Promise<Response> {
    const cookies = this.of(url);
    const headers = new Headers(init.headers);
    if (cookies.size > 0)
      headers.set('Cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }

  /** The cookies of the URL's host. */
  of(url: string): Map<string, string> {
    const { hostname } = new URL(url);
    const cookies = this.#cookies.get(hostname) ?? new Map();
    this.#cookies.set(hostname, cookies);
    return cookies;
  }
}
