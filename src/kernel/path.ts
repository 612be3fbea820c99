/** A path as an expression, and the names of its groups in order. */
export type CompiledPath = { pattern: RegExp; names: readonly string[] };

/**
 * Compiles a path such as `/v1/links/{link}/renewals` to an expression with a named group for each parameter.
 * Like Express, it ignores case and a slash at the end.
 */
export function compilePath(path: string): CompiledPath {
  const parts = path.split(/\{(\w+)\}/);
  const pattern = parts
    .map((part, i) => (i % 2 === 1 ? `(?<${part}>[^/]+)` : part.replace(/[.*+?^$()|[\]\\]/g, '\\$&')))
    .join('');
  return {
    pattern: new RegExp(path === '/' ? '^/?$' : `^${pattern}/?$`, 'i'),
    names: parts.filter((_, i) => i % 2 === 1),
  };
}

/** Returns the parameters of a path with their escapes decoded. Returns null when the path does not fit or an escape is broken. */
export function paramsOf({ pattern, names }: CompiledPath, path: string): Record<string, string> | null {
  const match = pattern.exec(path);
  if (!match) return null;
  const params: Record<string, string> = {};
  try {
    for (let i = 0; i < names.length; i++) {
      const value = match[i + 1] ?? '';
      params[names[i] as string] = value.includes('%') ? decodeURIComponent(value) : value;
    }
    return params;
  } catch {
    return null;
  }
}
