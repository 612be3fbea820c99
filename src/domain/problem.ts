import type { z } from 'zod';
import { issueInWords } from './issue-words.ts';

/** The stable codes of problems. The HTTP kernel chooses the status of each. */
export const PROBLEM_CODES = [
  'invalid_request',
  'invalid_json',
  'body_too_large',
  'unsupported_media_type',
  'unauthorized',
  'sign_in_failed',
  'second_factor_required',
  'forbidden',
  'sign_in_again',
  'second_factor_missing',
  'origin_not_allowed',
  'signature_invalid',
  'not_found',
  'method_not_allowed',
  'unknown_site',
  'unknown_endpoint',
  'unknown_reference',
  'unsupported_by_carrier',
  'already_there',
  'already_replaced',
  'in_use',
  'link_ended',
  'bad_cursor',
  'idempotency_key_reused',
  'idempotency_key_in_progress',
  'rate_limited',
  'unavailable',
  'internal',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** A fault of one member of a request. `pointer` is a JSON pointer by RFC 6901. */
export type ProblemDetail = { pointer: string; detail: string };

/** The refusal of a request, with the reason in words for the client. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly errors: ProblemDetail[] | undefined;
  /** The seconds after which the same request may succeed. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { errors?: ProblemDetail[]; cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(detail, { cause: more.cause });
    this.code = code;
    this.errors = more.errors;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** A problem lists at most this many faults. */
export const MAX_ERRORS = 20;

/**
 * Returns the value as its schema reads it. Throws `Problem` when the value does not fit.
 * @param pointer the place of the value in the request
 */
export function parseBy<T extends z.ZodType>(schema: T, value: unknown, pointer = ''): z.output<T> {
  // Without an error map zod takes its fast path. Only a value that does not fit is read again, for the words.
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { error = parsed.error } = schema.safeParse(value, { error: issueInWords });
  const errors = error.issues.slice(0, MAX_ERRORS).map(({ path, message }) => ({
    pointer: pointer + path.map(pointerPart).join(''),
    detail: message,
  }));
  throw misfit(errors);
}

/** Returns the problem of the errors. Its sentence is that of the first one. */
export function misfit(errors: ProblemDetail[]): Problem {
  const [first] = errors;
  return new Problem('invalid_request', `${first?.pointer || 'The request'}: ${first?.detail}`, { errors });
}

export function pointerPart(part: PropertyKey): string {
  return `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
