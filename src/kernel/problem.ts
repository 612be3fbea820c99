import { z } from 'zod';
import { PROBLEM_CODES, Problem, type ProblemCode } from '../domain/problem.ts';
import { BadCursor, StoreUnavailable } from '../domain/store-error.ts';
import { isRedisAway } from '../infra/redis-away.ts';
import type { HttpResult } from './result.ts';

const STATUS: Record<ProblemCode, number> = {
  invalid_request: 400,
  invalid_json: 400,
  bad_cursor: 400,
  unauthorized: 401,
  sign_in_failed: 401,
  second_factor_required: 401,
  forbidden: 403,
  sign_in_again: 403,
  second_factor_missing: 403,
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

/** The document of every error: RFC 9457 with a stable `code`. */
export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(PROBLEM_CODES),
    detail: z.string(),
    requestId: z.string().meta({ description: "The request's id, as in `X-Request-Id` and in the log" }),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

/** Returns the problem document as an answer. `more` adds members to it. */
export function problemResult(
  problem: Problem,
  requestId: string,
  more: Record<string, unknown> = {},
): HttpResult {
  const { code, message: detail, errors, retryAfterSeconds } = problem;
  const status = STATUS[code];
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json; charset=utf-8',
      ...(code === 'unauthorized' && { 'WWW-Authenticate': 'Bearer' }),
      ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
    },
    body: {
      type: 'about:blank',
      title: titleOf(code),
      status,
      code,
      detail,
      requestId,
      ...(errors && { errors }),
      ...more,
    },
  };
}

/** Returns the problem that an error amounts to: `internal` for every error that nobody expected. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BadCursor)
    return new Problem('bad_cursor', 'This is not a cursor of this list.', { cause: error });
  if (error instanceof StoreUnavailable || isRedisAway(error))
    return new Problem('unavailable', 'A database is out of reach. Try again later.', { cause: error });
  if (isExpressRefusal(error))
    return new Problem('invalid_request', 'The request cannot be read.', { cause: error });
  return new Problem('internal', 'The gateway failed to answer. Its log has the reason.', { cause: error });
}

/** Express's router gives its errors a status: 400 for a broken escape in a path. */
function isExpressRefusal(error: unknown): boolean {
  const { status } = error as { status?: number };
  return status !== undefined && status >= 400 && status <= 499;
}

function titleOf(code: ProblemCode): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
