import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A script for Redis: its text and the number of its arguments that are keys. */
export type LuaScript = { lua: string; numberOfKeys: number };

/** Reads `lua/<name>-<keys>.lua`. The file's name ends with the number of keys. */
export function readLuaScript(file: string): LuaScript {
  const keys = /-(\d+)$/.exec(file)?.[1];
  if (keys === undefined) throw new Error(`${file}: the name must end with the number of keys`);
  return { lua: readLua(`${file}.lua`), numberOfKeys: Number(keys) };
}

/** Reads a Lua file and replaces each line `-- @include "x"` by includes/x.lua, once in a script. */
function readLua(path: string, included = new Set<string>()): string {
  const file = fileURLToPath(new URL(`./lua/${path}`, import.meta.url));
  return readFileSync(file, 'utf8').replace(/^-- @include "([\w-]+)"$/gm, (_line, name: string) => {
    if (included.has(name)) return '';
    included.add(name);
    return readLua(`includes/${basename(name)}.lua`, included);
  });
}
