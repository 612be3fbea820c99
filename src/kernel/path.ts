/**
 * Compiles a path such as `/v1/links/{link}/renewals` to an expression with a named group for each parameter.
 * Like Express, it ignores case and a slash at the end.
 */
export function compilePath(path: string): RegExp {
  const pattern = path
    .split(/\{(\w+)\}/)
    .map((part, i) => (i % 2 === 1 ? `(?<${part}>[^/]+)` : part.replace(/[.*+?^$()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(path === '/' ? '^/?$' : `^${pattern}/?$`, 'i');
}

/** Decodes the escapes of a path's parameters. Returns null when one is broken. */
export function decodeParams(groups: Record<string, string> | undefined): Record<string, string> | null {
  const params: Record<string, string> = {};
  try {
    for (const name in groups) {
      const value = groups[name] ?? '';
      params[name] = value.includes('%') ? decodeURIComponent(value) : value;
    }
    return params;
  } catch {
    return null;
  }
}
