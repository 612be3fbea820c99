/** Makes the text of tools/client/operations.ts: the types of every operation, from the OpenAPI document. */

type Schema = {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: boolean | Schema;
};
type Content = Record<string, { schema?: Schema }>;
type Operation = {
  summary?: string;
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, Answer>;
};
type Answer = { content?: Content; $ref?: string };
export type Document = {
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
};

const HEAD = `// Made from the OpenAPI document. Do not edit it: RINGTRAIL_TEST_WRITE_CLIENT=on npx vitest run test/client.test.ts`;

/** Returns the TypeScript text: a type for each schema of the document, and one that lists the operations. */
export function clientTypes({ paths, components }: Document): string {
  const schemas = Object.entries(components?.schemas ?? {}).map(
    ([name, schema]) => `export type ${name} = ${typeOf(schema)};`,
  );
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const doc = operation.summary ? `  /** ${operation.summary} */\n` : '';
      return `${doc}  '${method.toUpperCase()} ${path}': ${operationType(operation)};`;
    }),
  );
  return `${HEAD}\n\n${schemas.join('\n')}\n\nexport type Operations = {\n${operations.join('\n')}\n};\n`;
}

function operationType({ parameters = [], requestBody, responses }: Operation): string {
  const members = (place: string) =>
    objectType(
      parameters
        .filter((one) => one.in === place)
        .map(({ name, required, schema }) => ({ name, isRequired: Boolean(required), type: typeOf(schema) })),
    );
  const answers = Object.entries(responses)
    .filter(isTyped)
    .map(([status, { content }]) => ({
      name: status,
      isRequired: true,
      type: contentType(content),
    }));
  const body = requestBody ? contentType(requestBody.content) : 'undefined';
  return `{ params: ${members('path')}; query: ${members('query')}; body: ${body}; answers: ${objectType(answers)} }`;
}

/** Answers that are problem documents share the entry `default`. */
function isTyped([status, { content, $ref }]: [string, Answer]): boolean {
  return status === 'default' || ($ref === undefined && !content?.['application/problem+json']);
}

/** Returns the type of a body. A body that is not JSON is text. */
function contentType(content: Content | undefined): string {
  if (!content) return 'undefined';
  const types = Object.entries(content).map(([media, { schema }]) =>
    /[/+]json$/.test(media) ? typeOf(schema) : 'string',
  );
  return [...new Set(types)].join(' | ');
}

function typeOf(schema: Schema | undefined): string {
  if (!schema) return 'unknown';
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? 'unknown';
  if (schema.allOf) return schema.allOf.map((one) => `(${typeOf(one)})`).join(' & ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return unionOf(choices.map(typeOf));
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return unionOf(schema.enum.map((value) => JSON.stringify(value)));
  if (Array.isArray(schema.type)) return unionOf(schema.type.map((type) => typeOf({ ...schema, type })));
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return `(${typeOf(schema.items)})[]`;
    case 'object':
      return recordOrObject(schema);
    default:
      return 'unknown';
  }
}

function recordOrObject({ properties, required = [], additionalProperties }: Schema): string {
  const more =
    typeof additionalProperties === 'object' ? `Record<string, ${typeOf(additionalProperties)}>` : null;
  if (!properties) return more ?? 'Record<string, unknown>';
  const members = Object.entries(properties).map(([name, schema]) => ({
    name,
    isRequired: required.includes(name),
    type: typeOf(schema),
  }));
  return objectType(members);
}

function objectType(members: { name: string; isRequired: boolean; type: string }[]): string {
  if (members.length === 0) return 'Record<never, never>';
  return `{ ${members.map(({ name, isRequired, type }) => `${JSON.stringify(name)}${isRequired ? '' : '?'}: ${type}`).join('; ')} }`;
}

function unionOf(types: readonly string[]): string {
  return [...new Set(types)].map((type) => (type.includes('&') ? `(${type})` : type)).join(' | ');
}
