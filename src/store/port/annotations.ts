import type { Annotation, Note, Qualification } from '../../domain/annotation.ts';

/** Tags, notes and qualifications of calls. They are stored apart: a call's state comes from its events alone. */
export interface Annotations {
  /** Returns the annotations of those calls that have one, by the call's id. */
  of(calls: readonly string[]): Promise<Map<string, Annotation>>;
  /**
   * Adds the note, and replaces the tags, the call back and each named member of the qualification. All else stays, also when several
   * callers annotate one call at once.
   */
  annotate(call: string, change: AnnotationChange): Promise<void>;
  /** Erases the tags and notes of the calls. Returns how many calls had any. */
  erase(calls: readonly string[]): Promise<number>;
  /** Removes the annotations of the calls. Returns how many there were. */
  expire(calls: readonly string[]): Promise<number>;
}

export type AnnotationChange = {
  tags?: string[] | undefined;
  /** When a person called the caller back. null: nobody did. */
  calledBackAt?: string | null | undefined;
  note?: Note | undefined;
  qualification?: (Partial<Qualification> & Pick<Qualification, 'at'>) | undefined;
};
