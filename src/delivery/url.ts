/** Returns the URL of a message: its path follows the base's own path, and its query is added to the base's query. */
export function urlOf(base: string, path: string, query: Record<string, string> = {}): string {
  const url = new URL(base);
  if (path) url.pathname = url.pathname.replace(/\/+$/, '') + path;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
