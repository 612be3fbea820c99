import type { Kind, Kinds } from '../domain/model.ts';
import type { Reach } from '../domain/reach.ts';
import type { Directory } from './directory.ts';

/** The directory as one request may read it: records outside the request's reach are missing. */
export class VisibleRecords {
  readonly #directory: Pick<Directory, 'get'>;
  readonly #reach: Reach;

  constructor(directory: Pick<Directory, 'get'>, reach: Reach) {
    this.#directory = directory;
    this.#reach = reach;
  }

  find<K extends Kind>(kind: K, id: string): Kinds[K] | undefined {
    const record = this.#directory.get(kind, id);
    return record && this.#sees(record) ? record : undefined;
  }

  /** A provider is its own owner. A key or a person is seen where all its providers are. */
  #sees(record: Kinds[Kind]): boolean {
    if ('providers' in record) return this.#reach.includes(record.providers ?? null);
    return this.#reach.sees('provider' in record ? record.provider : record.id);
  }
}
