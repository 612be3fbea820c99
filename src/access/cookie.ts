import type { IncomingHttpHeaders } from 'node:http';
import { LIFE_MS } from './sessions.ts';

/** The cookie that holds the secret of a session. */
export class SessionCookie {
  readonly #name: string;
  readonly #attributes: string;

  /** @param publicUrl the first base URL of the gateway. Under http, which is for one machine, a cookie cannot be `Secure`. */
  constructor(publicUrl: string) {
    const { protocol, port } = new URL(publicUrl);
    const isSecure = protocol === 'https:';
    // Gateways on other ports of a machine share its cookies.
    this.#name = isSecure ? '__Host-ringtrail' : `ringtrail-${port || '80'}`;
    this.#attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  }

  /** Returns the secret in the request's cookie, or null. */
  read({ cookie }: IncomingHttpHeaders): string | null {
    for (const pair of (cookie ?? '').split(';')) {
      const [name, value] = pair.trim().split('=', 2);
      if (name === this.#name && value) return value;
    }
    return null;
  }

  /** Returns the `Set-Cookie` header that gives the browser the secret. */
  set(secret: string): string {
    return `${this.#name}=${secret}; ${this.#attributes}; Max-Age=${LIFE_MS / 1000}`;
  }

  /** Returns the `Set-Cookie` header that takes the cookie away. */
  clear(): string {
    return `${this.#name}=; ${this.#attributes}; Max-Age=0`;
  }
}
