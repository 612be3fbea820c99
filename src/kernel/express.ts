import type { ErrorRequestHandler, IRouter, RequestHandler } from 'express';
import { Problem } from '../domain/problem.ts';
import { preflight } from './cors.ts';
import type { Kernel } from './kernel.ts';
import { requestIdOf } from './request-id.ts';
import { sendResult } from './result.ts';
import type { Route } from './route.ts';
import type { Entry } from './table.ts';

/**
 * Mounts the entries on Express. Other methods on their paths get a problem document that names the right ones.
 * @param limit the handler before each operation that needs a key
 */
export function mount(
  router: IRouter,
  entries: readonly Entry[],
  kernel: Kernel,
  limit?: RequestHandler,
): void {
  for (const { pattern, routes } of entries) {
    for (const route of routes) {
      const limits = limit && route.scope !== null ? [limit] : [];
      router[route.method](pattern, ...limits, serveBy(kernel, route));
    }
    if (routes.some(({ isForPages, method }) => isForPages && method === 'post'))
      router.options(pattern, answerPreflight);
  }
  // Last, because a path with parameters also takes the literal paths beside it.
  // `all` of an application would add a layer for each of Node's 34 methods.
  for (const { pattern, routes } of entries) router.route(pattern).all(refuseMethod(kernel, routes));
}

/** The handler behind all others: every error that reaches Express becomes a problem document. */
export function renderErrors(kernel: Kernel): ErrorRequestHandler {
  return (error, request, response, _next) => kernel.refuse(error, request, response);
}

function serveBy(kernel: Kernel, route: Route): RequestHandler<Record<string, string>> {
  return (request, response) => kernel.serve(route, request.params, request, response);
}

const answerPreflight: RequestHandler = ({ headers }, response) => {
  sendResult(response, preflight(headers), requestIdOf(headers));
};

function refuseMethod(kernel: Kernel, routes: readonly Route[]): RequestHandler {
  const allowed = routes.map(({ method }) => method.toUpperCase()).join(', ');
  return (request, response) => {
    const problem = new Problem('method_not_allowed', `${request.method} is not possible here.`);
    kernel.refuse(problem, request, response, { Allow: allowed });
  };
}
