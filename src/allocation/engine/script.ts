import type { RedisClient } from '../../infra/redis-client.ts';
import { type LuaNames, readLua, resolveNames, resolveReplies } from '../lua-source.ts';
import { WORDS } from './words.ts';

/** An argument of a script: how its value is written. */
export type Argument<T> = { encode(value: T): string | number };
/** A reply of a script: how it is read. A reply with named members has `names`, in the order of the Lua table. */
export type Reply<T> = { decode(value: unknown): T; names?: readonly string[] };

type Arguments = Readonly<Record<string, Argument<never>>>;
type ValuesOf<A> = { readonly [N in keyof A]: A[N] extends Argument<infer T> ? T : never };
type MembersOf<R> = { -readonly [N in keyof R]: R[N] extends Reply<infer T> ? T : never };

/**
 * A script's declaration. Lua writes `KEYS.<key>`, `ARGV.<argument>` and `REPLY.<member>`, TypeScript passes and gets
 * objects with the same names.
 */
export type Script<K extends string, A, R> = {
  /** The file in `lua/`, without `.lua`. */
  readonly file: string;
  readonly keys: readonly K[];
  readonly args: { readonly [N in keyof A]: Argument<A[N]> };
  readonly reply: Reply<R>;
};

/** Runs a script on a connection. */
export type Run<K extends string, A, R> = (keys: Readonly<Record<K, string>>, args: A) => Promise<R>;

export const text: Argument<string> & Reply<string> = { encode: (value) => value, decode: String };
export const number: Argument<number> & Reply<number> = { encode: (value) => value, decode: Number };
/** Lua gets 1 or 0 and replies 1 or 0. */
export const flag: Argument<boolean> & Reply<boolean> = { encode: Number, decode: (value) => value === 1 };

/** A word of a list that Lua knows as well, see words.ts. */
export function word<T extends string>(): Argument<T> & Reply<T> {
  return { encode: (value) => value, decode: (value) => value as T };
}

/** A value that may be missing. Lua gets an empty text for null. */
export function optional<T>({ encode }: Argument<T>): Argument<T | null> {
  return { encode: (value) => (value === null ? '' : encode(value)) };
}

/** A list or an object. Lua reads it with `cjson.decode`, and replies with `cjson.encode`. */
export function json<T>(): Argument<T> & Reply<T> {
  return {
    encode: (value) => JSON.stringify(value, withoutLoneSurrogates),
    decode: (value) => JSON.parse(String(value)) as T,
  };
}

/** Replaces half characters, which cjson rejects, as ioredis does in a text. A page may send them in a session's id. */
function withoutLoneSurrogates(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value;
}

/** A reply that may be nil in Lua. */
export function nullable<T>({ decode, names }: Reply<T>): Reply<T | null> {
  return { decode: (value) => (value === null ? null : decode(value)), ...(names && { names }) };
}

/** A reply with named members. Lua replies with an array in the members' order. */
export function named<const M extends Readonly<Record<string, Reply<unknown>>>>(
  members: M,
): Reply<MembersOf<M>> {
  const names = Object.keys(members);
  const decoders = Object.values(members).map(({ decode }) => decode);
  return {
    names,
    decode(value) {
      if (!Array.isArray(value) || value.length !== names.length)
        throw new Error(`a script replied ${JSON.stringify(value)} instead of ${names.join(', ')}`);
      const decoded: Record<string, unknown> = {};
      names.forEach((name, i) => {
        decoded[name] = decoders[i]?.(value[i]);
      });
      return decoded as MembersOf<M>;
    },
  };
}

/** A reply of two replies. Lua replies with an array of both. The names are those of the first. */
export function pair<A, B>(first: Reply<A>, second: Reply<B>): Reply<[A, B]> {
  return {
    ...(first.names && { names: first.names }),
    decode: (value) => {
      const [a, b] = value as [unknown, unknown];
      return [first.decode(a), second.decode(b)];
    },
  };
}

export function defineScript<const K extends string, const A extends Arguments, R>(script: {
  file: string;
  keys: readonly K[];
  args: A;
  reply: Reply<R>;
}): Script<K, ValuesOf<A>, R> {
  return script as Script<K, ValuesOf<A>, R>;
}

/** Returns the script's Lua text. Throws when its names are not those of the declaration. */
export function luaOf({ file, keys, args, reply }: Script<string, unknown, unknown>): string {
  const names: LuaNames = {
    KEYS: positions(keys, (n) => `KEYS[${n}]`),
    ARGV: positions(Object.keys(args), (n) => `ARGV[${n}]`),
    ...WORDS,
  };
  const lua = resolveNames(file, readLua(file), names, ['KEYS', 'ARGV']);
  return resolveReplies(file, lua, reply.names ?? []);
}

/**
 * Defines the script as a command of the connection and returns the function that runs it. ioredis sends the script's
 * digest, and its text when Redis does not know the digest.
 */
export function connectScript<K extends string, A, R>(
  redis: RedisClient,
  script: Script<K, A, R>,
): Run<K, A, R> {
  const { file, keys, reply } = script;
  const command = `ringtrail:${file}`;
  redis.defineCommand(command, { lua: luaOf(script), numberOfKeys: keys.length });
  const send = (redis as unknown as Record<string, (...args: (string | number)[]) => Promise<unknown>>)[
    command
  ];
  if (!send) throw new Error(`ioredis did not define the command of the script ${file}`);
  const args = Object.entries<Argument<never>>(script.args).map(([name, { encode }]) => {
    return (values: A) => encode(values[name as keyof A] as never);
  });
  return (keyNames, values) => {
    const sent: (string | number)[] = keys.map((key) => keyNames[key]);
    for (const encodeArgument of args) sent.push(encodeArgument(values));
    return send.apply(redis, sent).then(reply.decode);
  };
}

function positions(names: readonly string[], textAt: (position: number) => string): Record<string, string> {
  return Object.fromEntries(names.map((name, i) => [name, textAt(i + 1)]));
}
