import type { Request } from '../../support/api.ts';
import type { Ringtrail } from '../../support/ringtrail.ts';
import { expectedStatus, NOTHING, type Rights } from './expected.ts';

/**
 * A key or a person whose rights change. A request may be answered by the rights that were in force when it was sent, by those
 * in force when its answer came, and by those in between. They do not include a right whose end was acknowledged before.
 */
export class Sender {
  /** The answers that no rights explain. */
  readonly faults: string[] = [];
  requests = 0;
  credentials: Request;
  readonly #history: Rights[];
  #acknowledged = 0;

  constructor(credentials: Request, rights: Rights) {
    this.credentials = credentials;
    this.#history = [rights];
  }

  get rights(): Rights {
    return this.#history.at(-1) ?? NOTHING;
  }

  /** Runs a change that ends with these rights. They count from its acknowledgement, and may count from its beginning. */
  async change(rights: Rights, work: () => Promise<{ status: number; text: string }>): Promise<void> {
    const place = this.#history.push(rights) - 1;
    const { status, text } = await work();
    if (status >= 300) this.faults.push(`a change was refused: ${status} ${text}`);
    this.#acknowledged = place;
  }

  async read({ api, url }: Ringtrail, path: string): Promise<void> {
    const from = this.#acknowledged;
    const { status } = await api('GET', path, this.credentials);
    this.requests += 1;
    const possible = this.#history.slice(from).map((rights) => expectedStatus(rights, path));
    if (!possible.includes(status))
      this.faults.push(`GET ${path} at ${url}: ${status}, and ${possible} was possible`);
  }
}
