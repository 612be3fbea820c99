import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiRequestBodyObject,
} from 'zod-openapi';
import { problemSchema } from './problem.ts';
import { type Route, route } from './route.ts';

/** Returns the OpenAPI 3.1 document of the routes. */
export function openApiDocument(routes: readonly Route[], version: string) {
  const paths: ZodOpenApiPathsObject = {};
  for (const one of routes.filter(({ isUndocumented }) => !isUndocumented)) {
    paths[one.path] = { ...paths[one.path], [one.method]: operation(one) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Ringtrail',
      version,
      description:
        "A call-routing gateway for dynamic number insertion. Errors are RFC 9457 problem documents. Each answer has the request's id in `X-Request-Id`: the one that the client sent, where it matches `^[\\w.:-]{1,64}$`, else a new one.",
    },
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
    },
    paths,
  });
}

/** Returns the route that serves the OpenAPI document of all the others. */
export function openApiRoute(routes: readonly Route[], version: string): Route {
  const body = openApiDocument(routes, version);
  return route({
    method: 'get',
    path: '/openapi.json',
    tag: 'Operating',
    summary: 'The OpenAPI document',
    scope: null,
    isUndocumented: true,
    answers: { 200: { description: 'OpenAPI 3.1', schema: z.unknown() } },
    handle: () => ({ status: 200, body }),
  });
}

function operation(documented: Route): ZodOpenApiOperationObject {
  const { summary, tag, scope, params, query, answers } = documented;
  const requestBody = requestBodyOf(documented);
  const problem = {
    description: 'A problem document',
    content: { 'application/problem+json': { schema: problemSchema } },
  };
  return {
    summary,
    tags: [tag],
    ...(scope && { security: [{ key: [] }, { session: [] }], description: needOf(scope) }),
    requestParams: {
      ...(params instanceof z.ZodObject && { path: params }),
      ...(query instanceof z.ZodObject && { query }),
    },
    ...(requestBody && { requestBody }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, { description, schema, contentType = 'application/json' }]) => [
          status,
          { description, ...(schema && { content: { [contentType]: { schema } } }) },
        ]),
      ),
      default: problem,
    },
  };
}

function needOf(scope: NonNullable<Route['scope']>): string {
  return scope === 'any' ? 'Needs a key, a share link or a session.' : `Needs the scope \`${scope}\`.`;
}

/** A raw body's members are the sender's affair: the document states its content type and no more. */
const anyMembers = z.record(z.string(), z.unknown());

function requestBodyOf({ body, rawBody }: Route): ZodOpenApiRequestBodyObject | undefined {
  if (rawBody) return { required: true, content: { [rawBody.contentType]: { schema: anyMembers } } };
  return body && { required: true, content: { 'application/json': { schema: body } } };
}
