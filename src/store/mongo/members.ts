/** The members of documents as mongoose declares them. */
import mongoose from 'mongoose';
import type { z } from 'zod';

const { Mixed } = mongoose.Schema.Types;
type MemberType = typeof String | typeof Number | typeof Boolean | typeof Date | typeof Buffer | typeof Mixed;

type Member = { type: MemberType; required?: boolean; validate?: (value: unknown) => boolean };

/** A member for each of a document's. The compiler finds one that is missing. */
export type Members<T> = { [member in keyof T]-?: Member };

// An empty text is a value, such as the answer of a consumer.
mongoose.Schema.Types.String.checkRequired((value: unknown) => typeof value === 'string');

export const text: Member = { type: String };
export const number: Member = { type: Number };
export const flag: Member = { type: Boolean };
export const date: Member = { type: Date };
export const bytes: Member = { type: Buffer };
/** An array, or null. */
export const list: Member = { type: Mixed, validate: (value) => value === null || Array.isArray(value) };
/** A document in the document, or null. Its members keep their order, and are not validated. */
export const document: Member = { type: Mixed, validate: (value) => typeof value === 'object' };
export const anything: Member = { type: Mixed };

/** Makes a member that must be set and must not be null. */
export function required(member: Member): Member {
  return { ...member, required: true };
}

type Shape = Readonly<Record<string, z.core.$ZodType>>;
type RecordSchema = { shape: Shape } | { options: readonly z.core.$ZodType[] };

/**
 * Returns the members of a record that zod describes, with `_id` in place of `id`. Of a union they are the members of all
 * its options.
 */
export function membersOf<T extends { id: string }>(
  schema: RecordSchema,
): Members<Omit<T, 'id'> & { _id: string }> {
  const { id: _, ...members } = membersOfAny(schema);
  return { _id: required(text), ...members } as Members<Omit<T, 'id'> & { _id: string }>;
}

/** Returns the members of a record that has no `id`. */
export function membersOfAny(schema: RecordSchema): Record<string, Member> {
  const shapes = 'shape' in schema ? [schema.shape] : schema.options.map(shapeOf);
  const names = new Set(shapes.flatMap((shape) => Object.keys(shape)));
  return Object.fromEntries(
    [...names].map((name) => {
      const members = shapes.map((shape) => shape[name]);
      return [name, combined(members.map((member) => member && memberOf(member)))];
    }),
  );
}

function shapeOf(schema: z.core.$ZodType): Shape {
  if (!('shape' in schema)) throw new Error('A record is described by an object, or by a union of objects');
  return schema.shape as Shape;
}

/** A member of a union's options. It is required where each option requires it. */
function combined(members: readonly (Member | undefined)[]): Member {
  const found = members.filter((member) => member !== undefined);
  const [first = anything] = found;
  const type = found.every((member) => member.type === first.type) ? first : anything;
  const isRequired = found.length === members.length && found.every((member) => member.required);
  return isRequired ? required(type) : { ...type, required: false };
}

function memberOf(schema: z.core.$ZodType): Member {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return { ...memberOf(def.innerType), required: false };
    case 'readonly':
      return memberOf(def.innerType);
    case 'pipe':
      return memberOf(def.out);
    case 'string':
    case 'enum':
      return required(text);
    case 'literal':
      return required(def.values.every((one) => typeof one === 'string') ? text : anything);
    case 'number':
      return required(number);
    case 'boolean':
      return required(flag);
    case 'date':
      return required(date);
    case 'array':
      return required(list);
    case 'object':
    case 'record':
      return required(document);
    default:
      return anything;
  }
}
