import {
  type Annotation,
  NOT_ANNOTATED,
  type Note,
  type Qualification,
  qualificationFrom,
} from '../../domain/annotation.ts';
import type { Annotations } from '../port.ts';
import { type Connection, upsert } from './connection.ts';
import { given } from './given.ts';

/** Of a qualification there is what was said. */
type Stored = {
  _id: string;
  tags?: string[];
  notes?: Note[];
  qualification?: Partial<Qualification> & Pick<Qualification, 'at'>;
};

export function mongoAnnotations(connection: Connection): Annotations {
  const collection = connection.collection<Stored>('annotations', []);
  return {
    of: (calls) =>
      connection.run(async () => {
        const found = await collection.find({ _id: { $in: [...calls] } }).toArray();
        return new Map(found.map(({ _id, ...told }) => [_id, annotationFrom(told)]));
      }),

    annotate: (call, { tags, note, qualification }) =>
      connection.run(async () => {
        const said = Object.entries(qualification ?? {}).map(([name, value]) => [
          `qualification.${name}`,
          value,
        ]);
        const fields = given({ tags, ...Object.fromEntries(said) });
        if (!note && Object.keys(fields).length === 0) return;
        await upsert(() =>
          collection.updateOne(
            { _id: call },
            {
              ...(Object.keys(fields).length > 0 && { $set: fields }),
              ...(note && { $push: { notes: note } }),
            },
            { upsert: true },
          ),
        );
      }),
  };
}

function annotationFrom({ qualification, ...told }: Omit<Stored, '_id'>): Annotation {
  return {
    ...NOT_ANNOTATED,
    ...told,
    qualification: qualification ? qualificationFrom(qualification) : null,
  };
}
