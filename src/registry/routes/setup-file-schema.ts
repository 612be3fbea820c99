import { z } from 'zod';
import { setupFileJsonSchema } from '../../domain/setup-file/schema.ts';
import { type Route, route } from '../../kernel/route.ts';

/** Returns the route of the schema by which editors check and complete a set-up file. */
export function setupFileSchemaRoute(): Route {
  let schema: object | undefined;
  return route({
    method: 'get',
    path: '/ringtrail.schema.json',
    tag: 'Setting up',
    summary: 'The JSON Schema of a set-up file, for editors',
    scope: null,
    answers: { 200: { description: 'JSON Schema 2020-12', schema: z.record(z.string(), z.unknown()) } },
    handle() {
      schema ??= setupFileJsonSchema();
      return { status: 200, body: schema };
    },
  });
}
