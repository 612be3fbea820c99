import type { Qualification } from '../domain/annotation.ts';
import type { Call } from '../domain/call.ts';
import type { Store } from '../store/port.ts';

export type AnnotationsOptions = {
  store: Pick<Store, 'annotations'>;
  /** Has the call's deliveries reconsidered. */
  onQualified: (call: string) => Promise<unknown>;
  now: () => Date;
};

/** Saves what people and systems report about a call afterwards. */
export class Annotations {
  readonly #options: AnnotationsOptions;

  constructor(options: AnnotationsOptions) {
    this.#options = options;
  }

  /**
   * Saves the named members of the qualification and leaves the others as they are. Resolves once the call's deliveries
   * are queued for reconsideration: a client without an answer repeats the request.
   */
  async qualify({ id }: Call, members: Partial<Omit<Qualification, 'at'>>): Promise<void> {
    await this.#options.store.annotations.annotate(id, { qualification: { ...members, at: this.#time() } });
    await this.#options.onQualified(id);
  }

  async addNote({ id }: Call, text: string): Promise<void> {
    await this.#options.store.annotations.annotate(id, { note: { text, at: this.#time() } });
  }

  /** Replaces the call's tags. */
  async setTags({ id }: Call, tags: string[]): Promise<void> {
    await this.#options.store.annotations.annotate(id, { tags });
  }

  #time(): string {
    return this.#options.now().toISOString();
  }
}
