import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { problemSchema } from './problem.ts';
import type { Route } from './route.ts';

/** The OpenAPI 3.1 document, from the declarations by which the routes are served. @param others paths beside them */
export function openApiDocument(routes: readonly Route[], others: ZodOpenApiPathsObject, version: string) {
  const paths: ZodOpenApiPathsObject = { ...others };
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Ringtrail',
      version,
      description:
        'A call-routing gateway for dynamic number insertion. Errors are RFC 9457 problem documents.',
    },
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths,
  });
}

function operation({ summary, tag, scope, params, query, body, answers }: Route): ZodOpenApiOperationObject {
  const problem = {
    description: 'A problem',
    content: { 'application/problem+json': { schema: problemSchema } },
  };
  return {
    summary,
    tags: [tag],
    ...(scope && { security: [{ key: [] }], description: `Needs a key of scope \`${scope}\`.` }),
    requestParams: {
      ...(params instanceof z.ZodObject && { path: params }),
      ...(query instanceof z.ZodObject && { query }),
    },
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
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
