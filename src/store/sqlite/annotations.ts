import { type Annotation, NOT_ANNOTATED, qualificationFrom } from '../../domain/annotation.ts';
import type { Annotations } from '../port.ts';
import type { Database } from './database.ts';

type Row = { call: string; document: string };

export function sqliteAnnotations(database: Database): Annotations {
  function find(call: string): Annotation | null {
    const row = database.statement('SELECT call, document FROM annotations WHERE call = ?').get(call);
    return row ? JSON.parse((row as Row).document) : null;
  }

  return {
    of: (calls) =>
      database.read(() => {
        const rows = database
          .statement('SELECT call, document FROM annotations WHERE call IN (SELECT value FROM json_each(?))')
          .all(JSON.stringify(calls)) as Row[];
        return new Map(rows.map(({ call, document }) => [call, JSON.parse(document) as Annotation]));
      }),

    annotate: (call, { tags, note, qualification }) =>
      database.write(() => {
        const former = find(call) ?? NOT_ANNOTATED;
        const annotation: Annotation = {
          tags: tags ?? former.tags,
          notes: note ? [...former.notes, note] : former.notes,
          qualification: qualification
            ? qualificationFrom({ ...former.qualification, ...qualification })
            : former.qualification,
        };
        database
          .statement(
            `INSERT INTO annotations (call, document) VALUES (?, ?)
             ON CONFLICT DO UPDATE SET document = excluded.document`,
          )
          .run(call, JSON.stringify(annotation));
      }),
  };
}
