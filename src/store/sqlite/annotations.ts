import { type Annotation, NOT_ANNOTATED, qualificationFrom } from '../../domain/annotation.ts';
import type { AnnotationChange, Annotations } from '../port.ts';
import type { CallFacetRows } from './call-facets.ts';
import type { Database } from './database.ts';
import { IN_LIST } from './lists.ts';
import { toAnnotation } from './stored-annotation.ts';

type Row = { call: string; document: string };

export function sqliteAnnotations(database: Database, facets: CallFacetRows): Annotations {
  function find(call: string): Annotation | null {
    const row = database.get<Row>('SELECT call, document FROM annotations WHERE call = ?', call);
    return row ? toAnnotation(row.document) : null;
  }

  return {
    of: (calls) =>
      database.read(() => {
        const list = JSON.stringify(calls);
        const rows = database.all<Row>(`SELECT call, document FROM annotations WHERE call ${IN_LIST}`, list);
        return new Map(rows.map(({ call, document }) => [call, toAnnotation(document)]));
      }),

    annotate: (call, change) =>
      database.write(() => {
        const annotation = annotated(find(call) ?? NOT_ANNOTATED, change);
        database.run(
          `INSERT INTO annotations (call, document) VALUES (?, ?)
           ON CONFLICT DO UPDATE SET document = excluded.document`,
          call,
          JSON.stringify(annotation),
        );
        facets.update(call);
      }),

    erase: (calls) =>
      database.write(() => {
        const erased = database.run(
          `UPDATE annotations SET document = json_set(document, '$.notes', json_array(), '$.tags', json_array())
           WHERE call ${IN_LIST}
             AND json_array_length(document, '$.notes') + json_array_length(document, '$.tags') > 0`,
          JSON.stringify(calls),
        );
        for (const call of calls) facets.update(call);
        return erased;
      }),

    expire: (calls) =>
      database.write(() =>
        database.run(`DELETE FROM annotations WHERE call ${IN_LIST}`, JSON.stringify(calls)),
      ),
  };
}

function annotated(
  former: Annotation,
  { tags, note, qualification, calledBackAt }: AnnotationChange,
): Annotation {
  return {
    tags: tags ?? former.tags,
    notes: note ? [...former.notes, note] : former.notes,
    qualification: qualification
      ? qualificationFrom({ ...former.qualification, ...qualification })
      : former.qualification,
    calledBackAt: calledBackAt === undefined ? former.calledBackAt : calledBackAt,
  };
}
