import { type Annotation, NOT_ANNOTATED } from '../../domain/annotation.ts';

/** Returns the stored annotation. Those of earlier versions know no call back. */
export function toAnnotation(document: string): Annotation {
  return { ...NOT_ANNOTATED, ...JSON.parse(document) };
}
