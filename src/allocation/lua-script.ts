import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A script for Redis: its text and how many of its arguments are keys. */
export type LuaScript = { lua: string; numberOfKeys: number };

/** Reads `name-<keys>.lua`: the file's name says how many keys the script takes. */
export function readLuaScript(path: string): LuaScript {
  const keys = /-(\d+)\.lua$/.exec(basename(path))?.[1];
  if (keys === undefined)
    throw new Error(`${path}: the name must end with the number of keys, as in allocate-4.lua`);
  return { lua: withIncludes(path), numberOfKeys: Number(keys) };
}

/** The script with each `-- @include "x"` replaced, once, by includes/x.lua. */
export function withIncludes(path: string, included = new Set<string>()): string {
  return readFileSync(path, 'utf8').replace(/^-- @include "([\w-]+)"$/gm, (_line, name: string) => {
    if (included.has(name)) return '';
    included.add(name);
    const folder = basename(dirname(path)) === 'includes' ? dirname(path) : join(dirname(path), 'includes');
    return withIncludes(join(folder, `${name}.lua`), included);
  });
}
