import type { ZodOpenApiResponsesObject } from 'zod-openapi';
import { problemSchema } from './problem.ts';
import type { Route } from './route.ts';

const content = { 'application/problem+json': { schema: problemSchema } };
const requestId = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } } as const;
const retry = { ...requestId, 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } as const;

/** Headers that several answers have, as components of the document. */
export const HEADERS = {
  RequestId: {
    description: "The request's id, as in the log: the one that the client sent, or a new one",
    schema: { type: 'string' },
  },
  RetryAfter: { description: 'Seconds until the next request makes sense', schema: { type: 'integer' } },
} as const;

/** The problem documents that several operations answer with, as components of the document. */
export const PROBLEM_ANSWERS = {
  BadRequest: {
    description: 'The request does not fit. `errors` names the members.',
    content,
    headers: requestId,
  },
  Unauthorized: { description: 'Nobody is known by this key, link or session', content, headers: requestId },
  Forbidden: { description: 'The sender lacks the scope', content, headers: requestId },
  NotFound: { description: 'There is no such record for the sender', content, headers: requestId },
  Conflict: {
    description: 'The present state of the records stands against it',
    content,
    headers: requestId,
  },
  TooLarge: { description: 'The body is too large', content, headers: requestId },
  UnsupportedType: { description: 'The body has another type or encoding', content, headers: requestId },
  Unprocessable: {
    description: 'The request names a record that it cannot name',
    content,
    headers: requestId,
  },
  TooMany: { description: 'Too many requests', content, headers: retry },
  Unavailable: { description: 'A database is out of reach', content, headers: requestId },
} as const;

type Answer = keyof typeof PROBLEM_ANSWERS;

/** Returns the problem documents of an operation, by status. `default` stands for all that are rare. */
export function problemAnswersOf(route: Route): ZodOpenApiResponsesObject {
  const { scope, params, body, rawBody, middleware, method } = route;
  const hasBody = body !== undefined || rawBody !== undefined;
  const isChange = scope !== null && method !== 'get';
  const answers: [status: string, answer: Answer, isPossible: boolean][] = [
    ['400', 'BadRequest', true],
    ['401', 'Unauthorized', scope !== null],
    ['403', 'Forbidden', scope !== null],
    ['404', 'NotFound', params !== undefined],
    ['409', 'Conflict', isChange || middleware !== undefined],
    ['413', 'TooLarge', hasBody],
    ['415', 'UnsupportedType', hasBody],
    ['422', 'Unprocessable', isChange && hasBody],
    ['429', 'TooMany', scope !== null || (route.isHot === true && hasBody)],
    ['503', 'Unavailable', true],
  ];
  return {
    ...Object.fromEntries(
      answers
        .filter(([, , isPossible]) => isPossible)
        .map(([status, answer]) => [status, { $ref: `#/components/responses/${answer}` }]),
    ),
    default: { description: 'A problem document', content, headers: requestId },
  };
}
