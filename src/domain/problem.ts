import type { z } from 'zod';

/** The stable codes of problems. The HTTP kernel chooses the status of each. */
export const PROBLEM_CODES = [
  'invalid_request',
  'invalid_json',
  'body_too_large',
  'unsupported_media_type',
  'unauthorized',
  'forbidden',
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

  constructor(code: ProblemCode, detail: string, more: { errors?: ProblemDetail[]; cause?: unknown } = {}) {
    super(detail, { cause: more.cause });
    this.code = code;
    this.errors = more.errors;
  }
}

/** Returns the problem of a value that does not fit its schema. @param pointer the place of the value in the request */
export function misfit(error: z.ZodError, pointer = ''): Problem {
  const errors = error.issues.slice(0, 20).map(({ path, message }) => ({
    pointer: pointer + path.map(pointerPart).join(''),
    detail: message,
  }));
  const [first] = errors;
  return new Problem('invalid_request', `${first?.pointer || 'The request'}: ${first?.detail}`, { errors });
}

function pointerPart(part: PropertyKey): string {
  return `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
