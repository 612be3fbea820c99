import {
  type Annotation,
  NOT_ANNOTATED,
  type Note,
  type Qualification,
  qualificationFrom,
} from '../../domain/annotation.ts';
import type { Annotations } from '../port.ts';
import type { UpdateFacets } from './call-facets.ts';
import { type Connection, upsert } from './connection.ts';
import { defined } from './filter.ts';
import { document, list, required, text } from './members.ts';

/** A qualification holds only the members that were reported. */
export type StoredAnnotation = {
  _id: string;
  tags?: string[];
  notes?: Note[];
  calledBackAt?: string | null;
  qualification?: Partial<Qualification> & Pick<Qualification, 'at'>;
};

export function mongoAnnotations(connection: Connection, updateFacets: UpdateFacets): Annotations {
  const model = connection.model<StoredAnnotation>(
    'annotations',
    { _id: required(text), tags: list, notes: list, calledBackAt: text, qualification: document },
    [],
  );
  const ofCalls = (calls: readonly string[]) => ({ _id: { $in: [...calls] } });

  return {
    of: (calls) =>
      connection.run(async () => {
        const found = await model.find(ofCalls(calls)).lean<StoredAnnotation[]>();
        return new Map(found.map((stored) => [stored._id, toAnnotation(stored)]));
      }),

    annotate: (call, { tags, note, qualification, calledBackAt }) =>
      connection.run(async () => {
        const members = Object.entries(qualification ?? {}).map(([name, value]) => [
          `qualification.${name}`,
          value,
        ]);
        const fields = defined({ tags, calledBackAt, ...Object.fromEntries(members) });
        if (!note && Object.keys(fields).length === 0) return;
        const update = {
          ...(Object.keys(fields).length > 0 && { $set: fields }),
          ...(note && { $push: { notes: note } }),
        };
        // Without validators: they would take a pushed note for the list.
        await upsert(() => model.updateOne({ _id: call }, update, { upsert: true }));
        await updateFacets(call);
      }),

    erase: (calls) =>
      connection.run(async () => {
        const notEmpty = [{ 'notes.0': { $exists: true } }, { 'tags.0': { $exists: true } }];
        const emptied = { $set: { notes: [], tags: [] } };
        const { modifiedCount } = await model.updateMany({ ...ofCalls(calls), $or: notEmpty }, emptied);
        for (const call of calls) await updateFacets(call);
        return modifiedCount;
      }),

    expire: (calls) => connection.run(async () => (await model.deleteMany(ofCalls(calls))).deletedCount),
  };
}

export function toAnnotation({ _id, qualification, ...stored }: StoredAnnotation): Annotation {
  return {
    ...NOT_ANNOTATED,
    ...stored,
    qualification: qualification ? qualificationFrom(qualification) : null,
  };
}
