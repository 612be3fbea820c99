import { z } from 'zod';
import {
  createDocument,
  type oas31,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiRequestBodyObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { operationIdOf } from './operation-id.ts';
import { HEADERS, PROBLEM_ANSWERS, problemAnswersOf } from './problem-answers.ts';
import { type Route, route } from './route.ts';
import { TAGS } from './tags.ts';

/** A request that Ringtrail sends to a server of the operator's. */
export type Webhook = { name: string; summary: string; description: string; body: oas31.SchemaObject };

export type Documented = { routes: readonly Route[]; webhooks: readonly Webhook[]; version: string };

/** Returns the OpenAPI 3.1 document of the routes and webhooks. */
export function openApiDocument({ routes, webhooks, version }: Documented) {
  const documented = routes.filter(({ isUndocumented }) => !isUndocumented);
  const paths: ZodOpenApiPathsObject = {};
  for (const one of documented) paths[one.path] = { ...paths[one.path], [one.method]: operation(one) };
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Ringtrail',
      version,
      description:
        "A call-routing gateway for dynamic number insertion. Errors are RFC 9457 problem documents. Each answer has the request's id in `X-Request-Id`: the one that the client sent, where it matches `^[\\w.:-]{1,64}$`, else a new one.",
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
      contact: { name: 'The authors of Ringtrail' },
    },
    servers: [{ url: '/', description: 'The gateway that serves this document' }],
    tags: Object.entries(TAGS)
      .filter(([name]) => documented.some(({ tag }) => tag === name))
      .map(([name, description]) => ({ name, description })),
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key, or the secret of a share link' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-ringtrail',
          description: 'The cookie of a person who has signed in. Over http its name is `ringtrail-<port>`.',
        },
      },
      headers: HEADERS,
      responses: PROBLEM_ANSWERS,
    },
    paths,
    webhooks: Object.fromEntries(webhooks.map((one) => [one.name, { post: webhookOperation(one) }])),
  });
}

/** Returns the route that serves the OpenAPI document of all the others. The first request makes the document. */
export function openApiRoute(documented: Documented): Route {
  let body: ReturnType<typeof openApiDocument> | undefined;
  return route({
    method: 'get',
    path: '/openapi.json',
    tag: 'Operating',
    summary: 'The OpenAPI document',
    scope: null,
    isUndocumented: true,
    answers: { 200: { description: 'OpenAPI 3.1', schema: z.unknown() } },
    handle: () => {
      body ??= openApiDocument(documented);
      return { status: 200, body };
    },
  });
}

const idempotencyKey = z.object({
  'Idempotency-Key': z.string().max(256).optional().meta({
    description:
      'Any text that is new for each request. A repeated request with the same key gets the first answer, and changes nothing.',
  }),
});

const cacheControl = z.object({
  'Cache-Control': z.string().max(256).optional().meta({
    description:
      'How old the answer may be: `max-age=2` for 2 seconds, at most 10. Senders with the same rights then share an answer, and `Age` says how old it is. Without it the answer is made for this request.',
    example: 'max-age=2',
  }),
});

function operation(documented: Route): ZodOpenApiOperationObject {
  const { summary, tag, scope, params, query, middleware, isShared } = documented;
  const requestBody = requestBodyOf(documented);
  return {
    operationId: operationIdOf(documented),
    summary,
    description: needOf(scope),
    tags: [tag],
    security: scope === null ? [] : [{ key: [] }, { session: [] }],
    requestParams: {
      ...(params instanceof z.ZodObject && { path: params }),
      ...(query instanceof z.ZodObject && { query }),
      ...(middleware && { header: idempotencyKey }),
      ...(isShared && { header: cacheControl }),
    },
    ...(requestBody && { requestBody }),
    responses: { ...problemAnswersOf(documented), ...answersOf(documented) },
  };
}

function answersOf({ answers }: Route): ZodOpenApiResponsesObject {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, contentType = 'application/json' }]) => [
      status,
      {
        description,
        headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } },
        ...(schema && { content: { [contentType]: { schema } } }),
      },
    ]),
  );
}

function webhookOperation({ name, summary, description, body }: Webhook): ZodOpenApiOperationObject {
  return {
    operationId: name.replace(/\W(\w)/g, (_, letter) => letter.toUpperCase()),
    summary,
    description,
    tags: ['Consumers'],
    security: [],
    requestBody: { required: true, content: { 'application/json': { schema: body } } },
    responses: {
      '2XX': { description: 'The event is received' },
      '4XX': { description: 'The event is sent again later. 410 disables the consumer.' },
    },
  };
}

function needOf(scope: Route['scope']): string {
  if (scope === null) return 'Needs no key.';
  return scope === 'any' ? 'Needs a key, a share link or a session.' : `Needs the scope \`${scope}\`.`;
}

/** A raw body's members are the sender's affair: the document states its content type and no more. */
const anyMembers = z.record(z.string(), z.unknown());

function requestBodyOf({ body, rawBody }: Route): ZodOpenApiRequestBodyObject | undefined {
  if (rawBody) return { required: true, content: { [rawBody.contentType]: { schema: anyMembers } } };
  return body && { required: true, content: { 'application/json': { schema: body } } };
}
