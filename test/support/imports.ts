/** What the files of the checkout import from each other, found by their text alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';

/** Paths from the checkout's root, with forward slashes, to the text of the file. */
export type Sources = ReadonlyMap<string, string>;

export interface Import {
  from: string;
  /** A path as in Sources, or the name of a package. */
  to: string;
  kind: 'file' | 'package' | 'builtin';
  typeOnly: boolean;
}

/** Returns the TypeScript files of these folders, without tests unless `withTests` is set. */
export function readSources(
  root: string,
  folders: readonly string[],
  { withTests = false }: { withTests?: boolean } = {},
): Sources {
  const sources = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
      if (!withTests && /\.test\.tsx?$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      sources.set(relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8'));
    }
  }
  return sources;
}

const STATIC = /^\s*(?:import|export)\s+(type\s+)?(?:[\w$*{}\s,]+\s+from\s+)?['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
const COMMENTS = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;

export function withoutComments(text: string): string {
  return text.replace(COMMENTS, '');
}

export function importsOf(sources: Sources): Import[] {
  return [...sources].flatMap(([from, text]) => {
    const code = withoutComments(text);
    return [
      ...[...code.matchAll(STATIC)].map(([, type, specifier = '']) =>
        toImport(from, specifier, Boolean(type)),
      ),
      ...[...code.matchAll(DYNAMIC)].map(([, specifier = '']) => toImport(from, specifier, false)),
    ];
  });
}

function toImport(from: string, specifier: string, typeOnly: boolean): Import {
  if (specifier.startsWith('.')) {
    return { from, to: posix.join(posix.dirname(from), specifier), kind: 'file', typeOnly };
  }
  if (specifier.startsWith('node:')) return { from, to: specifier, kind: 'builtin', typeOnly };
  const parts = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1);
  return { from, to: parts.join('/'), kind: 'package', typeOnly };
}

/** A circle of files that import each other, as the path around it, or null. */
export function findCircle(imports: readonly Import[]): string[] | null {
  const next = new Map<string, string[]>();
  for (const { from, to, kind } of imports) {
    if (kind === 'file') next.set(from, [...(next.get(from) ?? []), to]);
  }
  const done = new Set<string>();

  function walk(file: string, path: string[]): string[] | null {
    const seenAt = path.indexOf(file);
    if (seenAt >= 0) return [...path.slice(seenAt), file];
    if (done.has(file)) return null;
    for (const imported of next.get(file) ?? []) {
      const circle = walk(imported, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return null;
  }

  for (const file of next.keys()) {
    const circle = walk(file, []);
    if (circle) return circle;
  }
  return null;
}
