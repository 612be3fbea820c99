import { z } from 'zod';
import type { Scope } from '../domain/model.ts';
import type { HeldContext, RequestContext } from './context.ts';
import type { HttpResult } from './result.ts';
import type { Tag } from './tags.ts';

/** An entry of the route table. The kernel serves it, checks its input and documents it by this one declaration. */
export type Route = {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** With parameters as in OpenAPI: `/v1/pools/{id}`. */
  path: string;
  summary: string;
  tag: Tag;
  /** The scope that the sender needs; `any`: every known sender may; null: the route is open to all. */
  scope: Scope | 'any' | null;
  /** Refuses senders that are bound to providers: the answer is about the whole installation. */
  isOfInstallation?: boolean;
  /** Whether the answer holds callers' numbers: always, or for a sender with the scope `callers:read`. The audit log says so. */
  showsCallers?: 'by scope' | 'always';
  /** Senders with the same scopes and reach may share an answer: it depends on nothing else of them, and is JSON. */
  isShared?: boolean;
  params?: z.ZodType;
  query?: z.ZodType;
  /** The schema of a JSON body. */
  body?: z.ZodType;
  /** Gives the handler the body's bytes as they came in. The content type is for the OpenAPI document. */
  rawBody?: { contentType: string };
  /** `DEFAULT_MAX_BODY_BYTES` where it is left out. */
  maxBodyBytes?: number | undefined;
  /** The answers by status, besides plain problem documents; a null schema: no content. */
  answers: Record<number, { description: string; schema: z.ZodType | null; contentType?: string }>;
  /** Served on Node's HTTP server before Express, which would take more CPU than the rest of the request. */
  isHot?: boolean;
  /** Called by scripts on pages of other origins: preflights of a POST are answered, and Helmet's headers left out. */
  isForPages?: boolean;
  /** Left out of the OpenAPI document. */
  isUndocumented?: boolean;
  /** Runs around the handler once the input has been checked, and decides whether the handler runs. */
  middleware?: Middleware;
  handle: (input: never, context: never) => Promise<HttpResult> | HttpResult;
};

export type Middleware = (
  request: { path: string; params: unknown; body: unknown; headers: RequestContext['headers'] },
  work: () => Promise<HttpResult>,
) => Promise<HttpResult>;

type Parsed<S> = S extends z.ZodType ? z.infer<S> : undefined;

/** A route with a scope knows its sender, and so a reach. */
type ContextOf<S extends Route['scope']> = S extends null ? RequestContext : HeldContext;

/** Declares a route whose handler gets input of the types that its schemas give. */
export function route<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  S extends Route['scope'],
>(
  declared: Omit<Route, 'handle' | 'scope' | 'params' | 'query' | 'body' | 'rawBody'> & {
    scope: S;
    params?: P;
    query?: Q;
    body?: B;
    handle: (
      input: { params: Parsed<P>; query: Parsed<Q>; body: Parsed<B> },
      context: ContextOf<S>,
    ) => ReturnType<Route['handle']>;
  },
): Route {
  return declared as Route;
}

/** Declares a route whose handler gets the body as bytes: for requests whose signature is over exactly these. */
export function rawRoute(
  declared: Omit<Route, 'handle' | 'params' | 'query' | 'body'> & {
    handle: (input: { body: Buffer }, context: RequestContext) => ReturnType<Route['handle']>;
  },
): Route {
  return declared as Route;
}

export const idParams = z.object({ id: z.string().min(1).max(64) });
