import {
  type Annotation,
  NOT_ANNOTATED,
  type Qualification,
  qualificationFrom,
} from '../domain/annotation.ts';
import { changeOf } from '../domain/audit.ts';
import type { Call } from '../domain/call.ts';
import type { Sender } from '../domain/holder.ts';
import type { AnnotationChange, Store } from '../store/port.ts';

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
  async qualify(sender: Sender, call: Call, members: Partial<Omit<Qualification, 'at'>>): Promise<void> {
    await this.#annotate(sender, call, { qualification: { ...members, at: this.#time() } });
    await this.#options.onQualified(call.id);
  }

  async addNote(sender: Sender, call: Call, text: string): Promise<void> {
    await this.#annotate(sender, call, { note: { text, at: this.#time() } });
  }

  /** Replaces the call's tags. */
  async setTags(sender: Sender, call: Call, tags: string[]): Promise<void> {
    await this.#annotate(sender, call, { tags });
  }

  /** Notes that a person called the caller back, or takes that back. A repetition keeps the first time. */
  async setCalledBack(sender: Sender, call: Call, isCalledBack: boolean): Promise<void> {
    const { annotations } = this.#options.store;
    const before = (await annotations.of([call.id])).get(call.id)?.calledBackAt ?? null;
    if ((before !== null) === isCalledBack) return;
    await this.#annotate(sender, call, { calledBackAt: isCalledBack ? this.#time() : null });
  }

  async #annotate(sender: Sender, { id, provider }: Call, change: AnnotationChange): Promise<void> {
    const { annotations } = this.#options.store;
    const before = (await annotations.of([id])).get(id) ?? NOT_ANNOTATED;
    await annotations.annotate(id, change);
    const after = annotated(before, change);
    sender.note(changeOf({ kind: 'calls', id, provider }, audited(before), audited(after)));
  }

  #time(): string {
    return this.#options.now().toISOString();
  }
}

function annotated(
  before: Annotation,
  { tags, note, qualification, calledBackAt }: AnnotationChange,
): Annotation {
  return {
    tags: tags ?? before.tags,
    notes: note ? [...before.notes, note] : before.notes,
    qualification: qualification
      ? qualificationFrom({ ...before.qualification, ...qualification })
      : before.qualification,
    calledBackAt: calledBackAt === undefined ? before.calledBackAt : calledBackAt,
  };
}

/** Returns the annotation for the audit log: with the number of notes. An erasure would not find their words there. */
function audited({ notes, ...others }: Annotation) {
  return { ...others, notes: notes.length };
}
