import type { Qualification } from '../domain/annotation.ts';
import type { Call } from '../domain/call.ts';
import { Problem } from '../domain/problem.ts';
import type { Store } from '../store/port.ts';

export type AnnotationsOptions = {
  store: Pick<Store, 'calls' | 'annotations'>;
  /** Has the call's deliveries reconsidered. */
  onQualified: (call: string) => Promise<unknown>;
  now: () => Date;
};

/** Saves what people and systems report about a call afterwards. Rejects with `not_found` for an unknown call. */
export class Annotations {
  readonly #options: AnnotationsOptions;

  constructor(options: AnnotationsOptions) {
    this.#options = options;
  }

  /**
   * Saves the named members of the qualification and leaves the others as they are. Resolves once the call's deliveries
   * are queued for reconsideration: a client without an answer repeats the request.
   */
  async qualify(id: string, members: Partial<Omit<Qualification, 'at'>>): Promise<Call> {
    const call = await this.#call(id);
    await this.#options.store.annotations.annotate(id, { qualification: { ...members, at: this.#time() } });
    await this.#options.onQualified(id);
    return call;
  }

  async addNote(id: string, text: string): Promise<Call> {
    const call = await this.#call(id);
    await this.#options.store.annotations.annotate(id, { note: { text, at: this.#time() } });
    return call;
  }

  /** Replaces the call's tags. */
  async setTags(id: string, tags: string[]): Promise<Call> {
    const call = await this.#call(id);
    await this.#options.store.annotations.annotate(id, { tags });
    return call;
  }

  async #call(id: string): Promise<Call> {
    const call = await this.#options.store.calls.get(id);
    if (!call) throw new Problem('not_found', `There is no call ${id}.`);
    return call;
  }

  #time(): string {
    return this.#options.now().toISOString();
  }
}
