import { z } from 'zod';
import { misfit, Problem, parseBy, pointerPart } from '../domain/problem.ts';
import type { RequestContext } from './context.ts';
import type { HttpResult } from './result.ts';
import type { Route } from './route.ts';

export type Input = { params: unknown; query: unknown; body: unknown };

/** Checks the input by the route's schemas and lets the route answer. Throws or rejects with `Problem` for a misfit. */
export function answer(route: Route, raw: Input, context: RequestContext): Promise<HttpResult> | HttpResult {
  const input = checkInput(route, raw);
  const { middleware, handle, path } = route;
  if (!middleware) return handle(input as never, context as never);
  const request = { path, params: input.params, body: input.body, headers: context.headers };
  return middleware(request, async () => handle(input as never, context as never));
}

function checkInput(route: Route, raw: Input): Input {
  const { params, query, body, rawBody } = route;
  refuseUnknownParameters(route, raw.query);
  return {
    params: params && parseInput(params, raw.params),
    query: query && parseInput(query, raw.query),
    body: rawBody ? raw.body : body && parseInput(body, raw.body),
  };
}

/**
 * Returns a part of a request as its schema reads it. Throws `Problem` for a value that no route takes.
 * @param pointer the place of the value in the request
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown, pointer = ''): z.output<S> {
  const data = parseBy(schema, value, pointer);
  if (holdsNul(data)) throw new Problem('invalid_request', 'Text must not hold a NUL character.');
  refuseReversedPeriod(data, pointer);
  return data;
}

/** Throws for a period that ends before it starts: it would answer with nothing. */
function refuseReversedPeriod(data: unknown, pointer: string): void {
  if (typeof data !== 'object' || data === null || !('since' in data && 'until' in data)) return;
  if (timeOf(data.since) > timeOf(data.until))
    throw misfit([{ pointer: `${pointer}/until`, detail: 'must not be before since' }]);
}

/** Returns the milliseconds of a checked time. NaN without a time, and no comparison with NaN holds. */
function timeOf(moment: unknown): number {
  return moment instanceof Date ? moment.getTime() : Date.parse(String(moment));
}

/**
 * Throws for a parameter that the route does not know: a misspelt filter would otherwise answer with everything. Routes
 * that need no key ignore it, because strangers call them: carriers, browsers, caches and probes add parameters of their own.
 */
function refuseUnknownParameters({ scope, query: schema }: Route, query: unknown): void {
  if (scope === null || !query) return;
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const unknown = Object.keys(query).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const detail =
    known.length === 0
      ? 'is not a parameter. This route takes none.'
      : `is not a parameter of this route. Its parameters are: ${known.join(', ')}.`;
  throw misfit(unknown.slice(0, 20).map((name) => ({ pointer: pointerPart(name.slice(0, 100)), detail })));
}

/** Databases and spreadsheets reject NUL characters. A checked value is only as deep as its schema. */
function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => key.includes('\0') || holdsNul(inner));
}
