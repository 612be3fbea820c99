import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import type { Logger } from 'pino';
import type { Named } from '../domain/holder.ts';
import { Problem } from '../domain/problem.ts';
import type { Scope } from '../domain/scope.ts';
import type { AccessRecord } from './access-record.ts';
import { type NoteAccess, recordAccess } from './audit.ts';
import { DEFAULT_MAX_BODY_BYTES, readBody, readJson } from './body.ts';
import { type IsTrusted, pathOf, ServedRequest } from './context.ts';
import {
  authenticate,
  type FindHolder,
  requireCsrfToken,
  requireInstallation,
  requireScope,
} from './guard.ts';
import { problemOf, problemResult } from './problem.ts';
import { type HttpResult, sendResult, sendStream } from './result.ts';
import type { Route } from './route.ts';
import { SharedAnswers } from './shared-answers.ts';
import type { RouteTable } from './table.ts';

/** Called once for each request of a route, when its answer is ready to be sent. */
export type Measure = (route: Route, status: number, seconds: number) => void;

export type KernelOptions = {
  isTrusted: IsTrusted;
  findHolder: FindHolder;
  noteAccess: NoteAccess;
  measure?: Measure | undefined;
  log: Logger;
};

/**
 * Serves the routes of a table, whichever server received the request: it sets the request id, finds and checks the
 * sender, reads and checks the input, runs the handler, sends the answer and turns errors into problem documents.
 */
export class Kernel {
  readonly #options: KernelOptions;
  readonly #answers = new SharedAnswers(() => performance.now());

  constructor(options: KernelOptions) {
    this.#options = options;
  }

  /** Serves a request that the table leads to `route`. Never rejects. */
  async serve(
    route: Route,
    params: Record<string, string>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const startedAt = performance.now();
    const context = new ServedRequest(request, this.#options.isTrusted);
    try {
      const query = route.query || route.scope !== null ? queryOf(context.url) : undefined;
      const record = (named: Named) =>
        recordAccess(
          route,
          named,
          { params, query: query ?? {}, address: context.address },
          response,
          this.#options.noteAccess,
        );
      let access: AccessRecord | null = null;
      if (route.scope === null) context.record = record;
      else access = await this.#admit(route, route.scope, record, context);
      const body = await bodyOf(route, request);
      const result = await this.#answers.answer(route, { params, query, body }, context);
      access?.addCreated(result.body);
      this.#observe(route, result.status, context, startedAt);
      if (result.stream) await sendWhole({ ...result, stream: result.stream }, context, response, access);
      else sendResult(response, result, context.requestId);
    } catch (error) {
      const status = this.#fail(error, context, response);
      if (status !== null) this.#observe(route, status, context, startedAt);
    }
  }

  /** Answers a request that no route takes with the problem. */
  refuse(
    error: unknown,
    request: IncomingMessage,
    response: ServerResponse,
    headers?: Record<string, string>,
  ): void {
    this.#fail(error, new ServedRequest(request, this.#options.isTrusted), response, headers);
  }

  /** Returns a listener that serves the table's hot routes at once and passes every other request on. */
  listener(table: RouteTable, otherwise: RequestListener): RequestListener {
    return (request, response) => {
      const found = table.findHot(request.method ?? '', pathOf(request.url ?? ''));
      if (found) void this.serve(found.route, found.params, request, response);
      else otherwise(request, response);
    };
  }

  /** Answers that nothing is served at the request's path. */
  notFound(request: IncomingMessage, response: ServerResponse): void {
    const path = pathOf(request.url ?? '');
    this.refuse(new Problem('not_found', `There is nothing at ${path}.`), request, response);
  }

  /** Finds the sender and checks what it may do. Resolves to the begun entry of the audit log. */
  async #admit(
    route: Route,
    scope: Scope | 'any',
    record: (named: Named) => AccessRecord,
    context: ServedRequest,
  ): Promise<AccessRecord> {
    const holder = await authenticate(context.headers, this.#options.findHolder);
    const access = record(holder);
    context.holder = { ...holder, note: access.note, concern: access.concern };
    if (route.method !== 'get') requireCsrfToken(holder, context.headers);
    requireScope(holder, scope);
    if (route.isOfInstallation) requireInstallation(holder);
    return access;
  }

  /** Counts and logs the answer. The log line is for `debug`: at `info` it would cost as much as an allocation. */
  #observe(route: Route, status: number, { requestId }: ServedRequest, startedAt: number): void {
    const { measure, log } = this.#options;
    const ms = performance.now() - startedAt;
    measure?.(route, status, ms / 1000);
    if (!log.isLevelEnabled('debug')) return;
    const { method, path } = route;
    log.debug({ requestId, method: method.toUpperCase(), route: path, status, ms }, 'request answered');
  }

  /** Answers with the problem of the error. Returns its status, or null when the answer had begun. */
  #fail(
    error: unknown,
    context: ServedRequest,
    response: ServerResponse,
    headers?: Record<string, string>,
  ): number | null {
    const { requestId, path } = context;
    const problem = problemOf(error);
    const about = { err: error, requestId, path };
    if (response.headersSent) {
      // A cut connection is the only sign left to the client that this is not the end.
      this.#options.log.warn(about, 'an answer broke off');
      response.destroy();
      return null;
    }
    if (problem.code === 'internal') this.#options.log.error(about, 'a request failed');
    if (problem.code === 'unavailable') this.#options.log.warn(about, 'a request could not be served');
    const result = problemResult(problem, requestId);
    sendResult(response, { ...result, headers: { ...result.headers, ...headers } }, requestId);
    return result.status;
  }
}

function bodyOf(route: Route, request: IncomingMessage): unknown {
  const { body, rawBody, maxBodyBytes = DEFAULT_MAX_BODY_BYTES } = route;
  if (rawBody) return readBody(request, maxBodyBytes);
  return body && readJson(request, maxBodyBytes);
}

/** Sends a stream, or its head alone where the client wants no more. */
async function sendWhole(
  result: HttpResult & Required<Pick<HttpResult, 'stream'>>,
  { method, requestId }: ServedRequest,
  response: ServerResponse,
  access: AccessRecord | null,
): Promise<void> {
  access?.noteNow();
  if (method === 'HEAD') sendResult(response, result, requestId);
  else await sendStream(response, result, requestId);
}

function queryOf(url: string) {
  const mark = url.indexOf('?');
  return parseQuery(mark < 0 ? '' : url.slice(mark + 1));
}
