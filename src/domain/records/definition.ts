/**
 * The definition of a record kind: one line for each member says who sets it, when, and its default. The schemas of
 * stored records, of answers, and of the bodies of POST and PATCH follow from these lines.
 */
import { z } from 'zod';
import { type IdPrefix, newId } from '../ids.ts';
import { slugSchema } from '../slug.ts';

/** A member of a record by the places where it appears. */
type Member = {
  stored: z.ZodType;
  /** In answers of the API. */
  shown?: z.ZodType;
  /** In the body of a POST. */
  create?: z.ZodType;
  /** In the body of a PATCH. */
  patch?: z.ZodType;
  /** In a group of settings that holds only those that differ from their default. */
  partial?: z.ZodType;
  /** The value of a record that was stored before the member existed. */
  missing?: unknown;
  /** The value of a new record, where the body of the POST does not have the member. */
  initial?: unknown;
};
export type Members = Record<string, Member>;
type Place = 'stored' | 'shown' | 'create' | 'patch' | 'partial';

/** Declares a member that Ringtrail sets, and no request. */
export function generated<S extends z.ZodType>(schema: S) {
  return { stored: schema, shown: schema };
}

/** Declares a member that is stored, but never shown and never part of a request. */
export function hidden<S extends z.ZodType>(schema: S) {
  return { stored: schema };
}

/** Declares a member that must be given at creation and never changes. */
export function fixed<S extends z.ZodType>(schema: S) {
  return { ...generated(schema), create: schema };
}

/** Declares a member that must be given at creation and can be changed. */
export function required<S extends z.ZodType>(schema: S) {
  return { ...fixed(schema), patch: schema.optional() };
}

/** Declares a member with a default that can be given at creation and changed. */
export function setting<S extends z.ZodType>(schema: S, { default: value }: { default: Value<S> }) {
  const partial = schema.optional().meta({ default: value });
  return { ...required(schema), create: schema.default(value), partial, missing: value };
}

/** Declares a setting that records of earlier versions lack. It stays absent there until it is changed. */
export function lateSetting<S extends z.ZodType>(schema: S, options: { default: Value<S> }) {
  const { create, patch } = setting(schema, options);
  return { ...generated(schema.optional()), create, patch };
}

/** Declares a setting whose default the kind's own file computes from other members. */
export function dependentSetting<S extends z.ZodType>(schema: S) {
  return { ...required(schema), create: schema.optional() };
}

/** Declares a setting that begins with `initial` and can be changed, but not given at creation. */
export function patchedSetting<S extends z.ZodType>(schema: S, { initial }: { initial: Value<S> }) {
  return { ...generated(schema), patch: schema.optional(), initial };
}

/** Declares a member that may be absent and has no default. */
export function optional<S extends z.ZodType>(schema: S) {
  const absent = schema.optional();
  return { ...generated(absent), create: absent, patch: absent };
}

/** Declares a member that is null unless it is given. A PATCH can set it to null, a POST leaves it out instead. */
export function nullUnlessGiven<S extends z.ZodType>(schema: S, meta: { description: string }) {
  const create = schema.optional().transform((value) => value ?? null);
  return { ...required(schema.nullable().meta(meta)), create: create.meta(meta) };
}

/** Declares a member that can be given at creation, never changes, and is null where it was not given. */
export function fixedUnlessNull<S extends z.ZodType>(schema: S, meta: { description: string }) {
  const { stored, shown, create } = nullUnlessGiven(schema, meta);
  return { stored, shown, create, missing: null };
}

type Value<S extends z.ZodType> = z.util.NoUndefined<z.output<S>>;

/** The shape of a zod object: the members that appear in the place, with their schema there. */
type ShapeOf<M extends Members, P extends Place> = {
  [K in keyof M as M[K] extends Record<P, z.ZodType> ? K : never]: M[K] extends Record<P, infer S>
    ? S
    : never;
};

export function shapeOf<M extends Members, P extends Place>(members: M, place: P): ShapeOf<M, P> {
  const shape = Object.entries(members).flatMap(([name, member]) => {
    const schema = member[place];
    return schema ? [[name, schema]] : [];
  });
  return Object.fromEntries(shape) as ShapeOf<M, P>;
}

type ValuesOf<M extends Members, V extends 'initial' | 'missing'> = {
  [K in keyof M as M[K] extends Record<V, unknown> ? K : never]: M[K] extends Record<V, infer T> ? T : never;
};

function valuesOf<M extends Members, V extends 'initial' | 'missing'>(members: M, which: V): ValuesOf<M, V> {
  const values = Object.entries(members).flatMap(([name, member]) =>
    which in member ? [[name, member[which]]] : [],
  );
  return Object.fromEntries(values) as ValuesOf<M, V>;
}

export const idSchema = z.string().min(1).max(64);
export const nameSchema = z.string().trim().min(1).max(200);
/** The name of a record in files. Records of earlier versions have none: `slugsOf` gives them one. */
export const slugMember = fixed(
  slugSchema.optional().meta({
    description:
      'The name of the record in files, such as `front-desk`, which never changes. Ringtrail makes it from `name` when it is left out.',
    example: 'front-desk',
  }),
);
const createdAtSchema = z.iso.datetime();

/** A record kind: how it is called in ids, OpenAPI and sentences, and its members besides `id` and `createdAt`. */
type Declaration<M extends Members> = {
  idPrefix: IdPrefix;
  /** The name of its schema in the OpenAPI document. */
  title: string;
  /** The noun for one record and for several. */
  one: string;
  many: string;
  members: M;
};

/** Makes the schemas of a record kind, and the functions that make and complete its records. */
export function defineRecord<M extends Members>({ idPrefix, title, one, many, members }: Declaration<M>) {
  const all = { id: generated(idSchema), ...members, createdAt: generated(createdAtSchema) };
  const initial = valuesOf(members, 'initial');
  const missing = Object.entries(valuesOf(members, 'missing'));
  const patch = z.strictObject(shapeOf(members, 'patch'));
  const shownNames = new Set(Object.keys(shapeOf(all, 'shown')));
  return {
    one,
    many,
    stored: z.object(shapeOf(all, 'stored')),
    shown: z.object(shapeOf(all, 'shown')).meta({ id: title }),
    create: z.strictObject(shapeOf(members, 'create')),
    patch,
    isPatchable: Object.keys(patch.shape).length > 0,

    /** Makes a new record: an id, the members that are given, initial values, and the time. */
    begin<T extends object>(request: T, now: Date) {
      return { id: newId(idPrefix, now), ...request, ...initial, createdAt: now.toISOString() };
    },

    /** Returns the members of a stored record that answers show. A secret is not one of them. */
    visible<T extends object>(record: T): Record<string, unknown> {
      return Object.fromEntries(Object.entries(record).filter(([name]) => shownNames.has(name)));
    },

    /** Returns a stored record with the defaults of settings that an earlier version did not know. */
    complete<T extends object>(record: T): T {
      const lacking = missing.filter(([name]) => !(name in record));
      return lacking.length === 0 ? record : { ...record, ...Object.fromEntries(lacking) };
    },
  };
}

/** Makes the schemas of a group of settings inside a record. @param title its schema's name in the OpenAPI document */
export function defineSettings<M extends Members>(title: string, members: M) {
  const create = z.strictObject(shapeOf(members, 'create'));
  return {
    stored: z.strictObject(shapeOf(members, 'stored')).meta({ id: title }),
    create,
    patch: z.strictObject(shapeOf(members, 'patch')),
    partial: z.strictObject(shapeOf(members, 'partial')),
    defaults: create.parse({}),
  };
}
