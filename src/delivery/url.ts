/** The address that a message goes to: the path behind the base's own, the query added to the base's. */
export function urlOf(base: string, path: string, query: Record<string, string> = {}): string {
  const url = new URL(base);
  if (path) url.pathname = url.pathname.replace(/\/+$/, '') + path;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
