import { type CompiledPath, compilePath, paramsOf } from './path.ts';
import type { Route } from './route.ts';

/** A path of the table with the routes that are served there. */
export type Entry = CompiledPath & { path: string; routes: Route[] };

export type Found = { route: Route; params: Record<string, string> };

/** The routes of a program, each path compiled once. */
export class RouteTable {
  readonly entries: readonly Entry[];
  readonly #hot = new Map<string, Entry>();
  readonly #hotWithParams: Entry[] = [];

  constructor(routes: readonly Route[]) {
    const entries = new Map<string, Entry>();
    for (const route of routes) {
      const { path } = route;
      const entry = entries.get(path) ?? { path, ...compilePath(path), routes: [] };
      entries.set(path, entry);
      entry.routes.push(route);
    }
    this.entries = [...entries.values()];
    for (const entry of this.entries) {
      if (!entry.routes.some(({ isHot }) => isHot)) continue;
      if (entry.path.includes('{')) this.#hotWithParams.push(entry);
      else this.#hot.set(entry.path, entry);
    }
  }

  /** Finds the hot route of a request. Returns null for every other request, which is Express's. */
  findHot(method: string, path: string): Found | null {
    const entry = this.#hot.get(path);
    if (entry) return found(entry, method, {});
    for (const candidate of this.#hotWithParams) {
      const params = paramsOf(candidate, path);
      if (params) return found(candidate, method, params);
    }
    return null;
  }
}

function found({ routes }: Entry, method: string, params: Record<string, string>): Found | null {
  const route = routes.find((one) => one.isHot && one.method.toUpperCase() === method);
  return route ? { route, params } : null;
}
