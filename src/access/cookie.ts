import type { IncomingHttpHeaders } from 'node:http';
import { KNOWN_MS } from './devices.ts';
import { LIFE_MS } from './sessions.ts';

/** Returns the cookie that holds the secret of a session. */
export function sessionCookie(publicUrl: string): Cookie {
  return new Cookie(publicUrl, { name: 'ringtrail', lifeMs: LIFE_MS });
}

/** Returns the cookie by which a browser is known that has signed in before. */
export function deviceCookie(publicUrl: string): Cookie {
  return new Cookie(publicUrl, { name: 'ringtrail-device', lifeMs: KNOWN_MS });
}

/** Returns the cookie of a sign-in that has begun. @param way of the sign-in */
export function flowCookie(publicUrl: string, way: 'passkey' | 'oidc', lifeMs: number): Cookie {
  return new Cookie(publicUrl, { name: `ringtrail-${way}`, lifeMs });
}

/** A cookie that only this gateway reads. Scripts of pages do not see it, and requests of other sites do not send it. */
export class Cookie {
  readonly #name: string;
  readonly #attributes: string;
  readonly #lifeMs: number;

  /**
   * @param publicUrl the first base URL of the gateway. Under http, which is for one machine, a cookie cannot be `Secure`
   * @param lifeMs how long the browser holds it, in milliseconds
   */
  constructor(publicUrl: string, { name, lifeMs }: { name: string; lifeMs: number }) {
    const { protocol, port } = new URL(publicUrl);
    const isSecure = protocol === 'https:';
    // Gateways on other ports of a machine share its cookies.
    this.#name = isSecure ? `__Host-${name}` : `${name}-${port || '80'}`;
    this.#attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
    this.#lifeMs = lifeMs;
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
    return `${this.#name}=${secret}; ${this.#attributes}; Max-Age=${this.#lifeMs / 1000}`;
  }

  /** Returns the `Set-Cookie` header that takes the cookie away. */
  clear(): string {
    return `${this.#name}=; ${this.#attributes}; Max-Age=0`;
  }
}
