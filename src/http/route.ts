import express, { type IRouter, type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import type { Scope } from '../domain/model.ts';
import { misfit, Problem } from '../domain/problem.ts';
import { auditing, type NoteAccess } from './auditing.ts';
import { type HttpResult, type KeyHolder, type RequestContext, sendResult, sendStream } from './result.ts';

/** A route: one declaration from which it is served, its input checked, and documented. */
export type Route = {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** With parameters as in OpenAPI: `/v1/pools/{id}`. */
  path: string;
  summary: string;
  tag: string;
  /** The key's scope that it asks for; null: open to all. */
  scope: Scope | null;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** The largest body that is read, in bytes; 100 kB where nothing is said. */
  bodyLimit?: number;
  /** The good answers; null: no content. */
  answers: Record<number, { description: string; schema: z.ZodType | null; contentType?: string }>;
  /** Runs in the place of the handler once the input has been checked, and decides whether the handler runs. */
  middleware?: Middleware;
  handle: (input: never, asked: RequestContext) => Promise<HttpResult> | HttpResult;
};

export type Middleware = (
  request: { path: string; params: unknown; body: unknown; headers: RequestContext['headers'] },
  work: () => Promise<HttpResult>,
) => Promise<HttpResult>;

type Parsed<S> = S extends z.ZodType ? z.infer<S> : undefined;

/** Declares a route with the types of its input taken from its schemas. */
export function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  declared: Omit<Route, 'handle' | 'params' | 'query' | 'body'> & {
    params?: P;
    query?: Q;
    body?: B;
    handle: (
      input: { params: Parsed<P>; query: Parsed<Q>; body: Parsed<B> },
      asked: RequestContext,
    ) => ReturnType<Route['handle']>;
  },
): Route {
  return declared as Route;
}

export const idParams = z.object({ id: z.string().min(1).max(64) });

/** Serves the routes; other methods on their paths get a problem document that names the right ones. */
export function mount(
  router: IRouter,
  routes: readonly Route[],
  guard: (scope: Scope) => RequestHandler,
  note: NoteAccess,
): void {
  const methods = new Map<string, string[]>();
  for (const declared of routes) {
    const path = declared.path.replace(/\{(\w+)\}/g, ':$1');
    methods.set(path, [...(methods.get(path) ?? []), declared.method.toUpperCase()]);
    router[declared.method](
      path,
      ...(declared.scope ? [auditing(declared, note), guard(declared.scope)] : []),
      ...(declared.body ? [readJson(declared.bodyLimit)] : []),
      serve(declared),
    );
  }
  for (const [path, allowed] of methods) {
    router.all(path, (request, response) => {
      response.set('Allow', allowed.join(', '));
      throw new Problem('method_not_allowed', `${request.method} is not possible here.`);
    });
  }
}

/** JSON in `text/plain` too: it spares browsers the preflight, and beacons cannot send otherwise. */
const JSON_TYPES = ['application/json', 'text/plain', '*/*+json'];

function readJson(limit = 100_000): RequestHandler {
  return express.json({ limit, type: JSON_TYPES, strict: false });
}

function serve(declared: Route): RequestHandler {
  return async (request, response) => {
    const isEmpty = request.body === undefined || request.headers['content-length'] === '0';
    if (declared.body && isEmpty) throw withoutBody(request);
    const { params, query, body, headers } = request;
    const key = (response.locals.key as KeyHolder | undefined) ?? null;
    const asked = { headers, address: request.ip ?? '', key };
    const result = await answer(declared, { params, query, body }, asked);
    response.locals.made = declared.method === 'post' ? idsMade(result.body) : [];
    if (result.stream) response.locals.noteNow?.();
    if (result.stream && request.method !== 'HEAD')
      await sendStream(response, { ...result, stream: result.stream });
    else sendResult(response, result);
  };
}

type Made = { id?: string; data?: unknown } | undefined;

/** Of the one record that an answer shows, or of each of its list. */
function idsMade(body: unknown): string[] {
  const { id, data } = (body as Made) ?? {};
  if (id !== undefined) return [id];
  return Array.isArray(data) ? data.flatMap((record: { id?: string }) => record.id ?? []) : [];
}

/** Checks the input by the route's schemas and lets the route answer; throws `Problem` for input that does not fit. */
export function answer(
  { path, params, query, body, middleware: around, handle }: Route,
  raw: { params: unknown; query: unknown; body: unknown },
  asked: RequestContext,
): Promise<HttpResult> | HttpResult {
  const input = {
    params: params && parse(params, raw.params),
    query: query && parse(query, raw.query),
    body: body && parse(body, raw.body),
  };
  if (!around) return handle(input as never, asked);
  const request = { path, params: input.params, body: input.body, headers: asked.headers };
  return around(request, async () => handle(input as never, asked));
}

function parse(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success && holdsNul(parsed.data))
    throw new Problem('invalid_request', 'Text must not hold a NUL character.');
  if (parsed.success) return parsed.data;
  throw misfit(parsed.error);
}

/** Not every database and no spreadsheet takes it, and no one means it. Checked values are as deep as their schema. */
function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => key.includes('\0') || holdsNul(inner));
}

function withoutBody(request: Request): Problem {
  return request.headers['content-type'] && Number(request.headers['content-length'] ?? 0) > 0
    ? new Problem('unsupported_media_type', 'Send the body as application/json.')
    : new Problem('invalid_request', 'A JSON body is needed.');
}
