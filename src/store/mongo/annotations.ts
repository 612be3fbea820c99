import { type Annotation, NOT_ANNOTATED, type Note } from '../../domain/annotation.ts';
import type { Annotations } from '../port.ts';
import { type Connection, upsert } from './connection.ts';
import { given } from './given.ts';

type Stored = { _id: string; notes?: Note[] } & Partial<Omit<Annotation, 'notes'>>;

export function mongoAnnotations(connection: Connection): Annotations {
  const collection = connection.collection<Stored>('annotations', []);
  return {
    of: (calls) =>
      connection.run(async () => {
        const found = await collection.find({ _id: { $in: [...calls] } }).toArray();
        return new Map(found.map(({ _id, ...told }) => [_id, { ...NOT_ANNOTATED, ...told }]));
      }),

    annotate: (call, { tags, note, qualification }) =>
      connection.run(async () => {
        const fields = given({ tags, qualification });
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
