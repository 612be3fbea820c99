import type { RequestListener } from 'node:http';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { Problem } from '../domain/problem.ts';
import type { NoteAccess } from '../kernel/audit.ts';
import { mount, renderErrors } from '../kernel/express.ts';
import type { FindHolder } from '../kernel/guard.ts';
import { Kernel, type Measure } from '../kernel/kernel.ts';
import { openApiRoute, type Webhook } from '../kernel/openapi.ts';
import type { Route } from '../kernel/route.ts';
import { RouteTable } from '../kernel/table.ts';

export type AppOptions = {
  routes: readonly Route[];
  /** The requests that Ringtrail sends, for the OpenAPI document. */
  webhooks?: readonly Webhook[];
  findHolder: FindHolder;
  /** Makes the handler that limits the requests of operators. */
  limitOperators?: ((refuse: RequestHandler) => RequestHandler) | undefined;
  noteAccess: NoteAccess;
  measure?: Measure;
  /** As Express's setting `trust proxy`. */
  trustProxy: boolean | number | string | readonly string[];
  log: Logger;
  version: string;
};

/** Creates the gateway's HTTP side from its routes: Express, and the listener that serves hot routes before it. */
export function createApp(options: AppOptions): { express: Express; listener: RequestListener } {
  const { routes, webhooks = [], findHolder, limitOperators, noteAccess, measure, log, version } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', options.trustProxy);
  const kernel = new Kernel({ isTrusted: app.get('trust proxy fn'), findHolder, noteAccess, measure, log });
  const table = new RouteTable([...routes, openApiRoute({ routes, webhooks, version })]);

  const isOpen = ({ isHot, isForPages }: Route) => isHot || isForPages;
  const open = table.entries.filter((entry) => entry.routes.every(isOpen));
  mount(app, open, kernel);
  app.use(helmet({ contentSecurityPolicy: false }));
  const others = table.entries.filter((entry) => !open.includes(entry));
  const limit = limitOperators?.((request, response) => kernel.refuse(tooMany(), request, response));
  mount(app, others, kernel, limit);
  app.use((request, response) => kernel.notFound(request, response));
  app.use(renderErrors(kernel));
  return { express: app, listener: kernel.listener(table, app) };
}

function tooMany(): Problem {
  return new Problem('rate_limited', 'Too many requests. Retry-After says when to send the next one.');
}
