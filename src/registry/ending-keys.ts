import type { Logger } from 'pino';
import type { ApiKey } from '../domain/model.ts';
import type { Directory } from './directory.ts';

const DAY_MS = 86_400_000;
/** Operators are warned this long before a key ends. */
const WARNING_MS = 14 * DAY_MS;

export type EndingKeysOptions = {
  directory: Pick<Directory, 'all'>;
  log: Pick<Logger, 'warn'>;
  now: () => Date;
};

/** Warns of keys that end soon, and of keys that ended while they were in use. */
export class EndingKeys {
  readonly #options: EndingKeysOptions;
  /** The day of the last warning, by key. */
  readonly #warned = new Map<string, number>();

  constructor(options: EndingKeysOptions) {
    this.#options = options;
  }

  /** Returns the keys that end within 14 days. */
  soon(): ApiKey[] {
    const { directory, now } = this.#options;
    const from = now().getTime();
    return [...directory.all('keys')].filter(({ expiresAt }) => {
      const end = expiresAt ? Date.parse(expiresAt) : Number.NaN;
      return end > from && end <= from + WARNING_MS;
    });
  }

  /** Logs each key that ends soon, once a day. */
  warn(): void {
    for (const { id, name, expiresAt } of this.soon())
      this.#warnOnce(id, () =>
        this.#options.log.warn({ key: id, name, endsAt: expiresAt }, 'a key ends soon'),
      );
  }

  /** Logs once a day that a request came with a key that has ended. */
  warnOfUse({ id, name }: ApiKey, endedAt: string): void {
    this.#warnOnce(id, () =>
      this.#options.log.warn({ key: id, name, endedAt }, 'a key that has ended is in use'),
    );
  }

  #warnOnce(key: string, log: () => void): void {
    const day = Math.floor(this.#options.now().getTime() / DAY_MS);
    if (this.#warned.get(key) === day) return;
    this.#warned.set(key, day);
    log();
  }
}
