import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import { PROBLEM_CODES, Problem, type ProblemCode } from '../domain/problem.ts';
import { isRedisAway } from '../infra/redis-away.ts';
import { BadCursor, StoreUnavailable } from '../store/port.ts';
import { type HttpResult, sendResult } from './result.ts';

const STATUS: Record<ProblemCode, number> = {
  invalid_request: 400,
  invalid_json: 400,
  bad_cursor: 400,
  unauthorized: 401,
  forbidden: 403,
  origin_not_allowed: 403,
  signature_invalid: 403,
  not_found: 404,
  unknown_site: 404,
  unknown_endpoint: 404,
  method_not_allowed: 405,
  already_there: 409,
  already_replaced: 409,
  in_use: 409,
  idempotency_key_in_progress: 409,
  link_ended: 410,
  body_too_large: 413,
  unsupported_media_type: 415,
  unknown_reference: 422,
  unsupported_by_carrier: 422,
  idempotency_key_reused: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
};

/** Every answer that is an error: RFC 9457, with a `code` that does not change. */
export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(PROBLEM_CODES),
    detail: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

/** The problem's document as an answer; `more` adds members to it. */
export function problemResult(problem: Problem, more: Record<string, unknown> = {}): HttpResult {
  const { code, message: detail, errors } = problem;
  const status = STATUS[code];
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json; charset=utf-8' },
    body: {
      type: 'about:blank',
      title: titleOf(code),
      status,
      code,
      detail,
      ...(errors && { errors }),
      ...more,
    },
  };
}

export const notFound: RequestHandler = (request, response) => {
  sendResult(response, problemResult(new Problem('not_found', `There is nothing at ${request.path}.`)));
};

/** Whatever was thrown, as a problem document; what is our own fault is logged. */
export function resultOfError(error: unknown, path: string, log: Logger): HttpResult {
  const problem = toProblem(error);
  if (problem.code === 'internal') log.error({ err: error, path }, 'a request failed');
  if (problem.code === 'unavailable') log.warn({ err: error, path }, 'a request could not be served');
  return problemResult(problem);
}

/** The last handler: every error becomes a problem document. */
export function renderProblems(log: Logger): ErrorRequestHandler {
  return (error, request, response, _next) => {
    if (!response.headersSent) return sendResult(response, resultOfError(error, request.path, log));
    // The client must see that this is not the end.
    log.warn({ err: error, path: request.path }, 'an answer broke off');
    response.destroy();
  };
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BadCursor)
    return new Problem('bad_cursor', 'This cursor is none that we handed out.', { cause: error });
  if (error instanceof StoreUnavailable || isRedisAway(error)) {
    return new Problem('unavailable', 'A database is out of reach; try again later.', { cause: error });
  }
  return (
    fromBodyParser(error) ?? new Problem('internal', 'Something went wrong on our side.', { cause: error })
  );
}

/** What body-parser and the router reject, by the type that they give their errors. */
function fromBodyParser(error: unknown): Problem | undefined {
  const { type, status } = error as { type?: string; status?: number };
  switch (type) {
    case 'entity.parse.failed':
      return new Problem('invalid_json', 'The body is not JSON.', { cause: error });
    case 'entity.too.large':
      return new Problem('body_too_large', 'The body is too large.', { cause: error });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new Problem('unsupported_media_type', 'The body has an encoding that is not read here.', {
        cause: error,
      });
    default:
      if (status === undefined || status < 400 || status > 499) return undefined;
      return new Problem('invalid_request', 'The request cannot be read.', { cause: error });
  }
}

function titleOf(code: ProblemCode): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
