import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Names that a Lua text uses as `TABLE.name`, with the Lua text that stands for each. */
export type LuaNames = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Reads `lua/<file>.lua` with its includes. Each line `-- @include "x"` becomes includes/x.lua, once in a script. */
export function readLua(file: string): string {
  const included = new Set<string>();
  const read = (path: string): string =>
    readFileSync(fileURLToPath(new URL(`./lua/${path}.lua`, import.meta.url)), 'utf8').replace(
      /^-- @include "([\w-]+)"$/gm,
      (_line, name: string) => {
        if (included.has(name)) return '';
        included.add(name);
        return read(`includes/${name}`);
      },
    );
  return read(file);
}

/**
 * Replaces each `TABLE.name` of a script by its Lua text, such as `ARGV.site` by `ARGV[3]`. It costs nothing when the
 * script runs. Throws when the script uses a name that is not declared, or when a declared name of a table in
 * `mustUse` is not used.
 */
export function resolveNames(file: string, lua: string, names: LuaNames, mustUse: readonly string[]): string {
  const used = new Set<string>();
  const pattern = new RegExp(`\\b(${Object.keys(names).join('|')})([.[])(\\w+)`, 'g');
  const resolved = withoutComments(lua).replace(
    pattern,
    (found, table: string, access: string, name: string) => {
      const text = access === '.' ? names[table]?.[name] : undefined;
      if (text === undefined) throw new Error(`${file}.lua uses ${found}, which is not declared`);
      used.add(`${table}.${name}`);
      return text;
    },
  );
  const unused = mustUse
    .flatMap((table) => Object.keys(names[table] ?? {}).map((name) => `${table}.${name}`))
    .filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`${file}.lua does not use ${unused.join(', ')}`);
  return resolved;
}

/**
 * Turns each table of the members `[REPLY.name] = value` into a plain array, which Redis makes and reads faster. Throws
 * when a table does not have all members in the declared order.
 */
export function resolveReplies(file: string, lua: string, members: readonly string[]): string {
  const found: string[] = [];
  const resolved = lua.replace(/\[REPLY\.(\w+)\] = /g, (_all, name: string) => {
    found.push(name);
    return '';
  });
  const tables = members.length === 0 ? 0 : Math.max(1, Math.round(found.length / members.length));
  const expected = Array.from({ length: tables }, () => members).flat();
  if (found.join() !== expected.join())
    throw new Error(`${file}.lua replies ${found.join(', ')}; declared are ${members.join(', ')}`);
  return resolved;
}

/** Removes comments but keeps the lines, so that the line numbers of Redis' errors stay the same. */
function withoutComments(lua: string): string {
  return lua
    .replace(/--\[\[.*?\]\]/gs, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/^[ \t]*--.*$/gm, '');
}
