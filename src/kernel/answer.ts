import type { z } from 'zod';
import { misfit, Problem } from '../domain/problem.ts';
import type { RequestContext } from './context.ts';
import type { HttpResult } from './result.ts';
import type { Route } from './route.ts';

export type Input = { params: unknown; query: unknown; body: unknown };

/** Checks the input by the route's schemas and lets the route answer. Throws or rejects with `Problem` for a misfit. */
export function answer(route: Route, raw: Input, context: RequestContext): Promise<HttpResult> | HttpResult {
  const input = checkInput(route, raw);
  const { middleware, handle, path } = route;
  if (!middleware) return handle(input as never, context);
  const request = { path, params: input.params, body: input.body, headers: context.headers };
  return middleware(request, async () => handle(input as never, context));
}

function checkInput({ params, query, body, rawBody }: Route, raw: Input): Input {
  return {
    params: params && parse(params, raw.params),
    query: query && parse(query, raw.query),
    body: rawBody ? raw.body : body && parse(body, raw.body),
  };
}

function parse(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw misfit(parsed.error);
  if (holdsNul(parsed.data)) throw new Problem('invalid_request', 'Text must not hold a NUL character.');
  return parsed.data;
}

/** Databases and spreadsheets reject NUL characters. A checked value is only as deep as its schema. */
function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => key.includes('\0') || holdsNul(inner));
}
