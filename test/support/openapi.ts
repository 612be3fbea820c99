/** As much of an OpenAPI 3.1 document as the tests read. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  example?: unknown;
  examples?: unknown[];
  minItems?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  additionalProperties?: boolean | Schema;
  default?: unknown;
};

export type Operation = {
  summary?: string;
  tags?: string[];
  operationId?: string;
  description?: string;
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<
    string,
    { $ref?: string; description?: string; content?: Record<string, { schema?: Schema }> }
  >;
};

export type OpenApi = {
  openapi: string;
  info: { title?: string; version?: string };
  tags?: { name: string; description?: string }[];
  webhooks?: Record<string, Record<string, Operation>>;
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema>; securitySchemes?: Record<string, unknown> };
};

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Returns a sentence for each violation of the specification. */
export function faultsOf(document: OpenApi): string[] {
  const faults: string[] = [];
  const need = (isRight: boolean, fault: string) => isRight || faults.push(fault);
  need(/^3\.1\.\d+$/.test(document.openapi), `openapi is ${document.openapi}`);
  need(Boolean(document.info?.title && document.info?.version), 'info lacks title or version');
  const operationIds = new Set<string>();
  for (const { method, path, operation } of operationsOf(document)) {
    const name = `${method} ${path}`;
    need(path.startsWith('/'), `${path} does not begin with a slash`);
    need(METHODS.includes(method), `${name}: no such method`);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    need(
      inPath.toSorted().join() ===
        declared
          .map((parameter) => parameter.name)
          .toSorted()
          .join(),
      `${name}: the path's parameters are not those declared`,
    );
    need(
      declared.every(({ required }) => required === true),
      `${name}: a path parameter is not required`,
    );
    for (const parameter of operation.parameters ?? [])
      need(parameter.schema !== undefined, `${name}: the parameter ${parameter.name} has no schema`);
    const statuses = Object.entries(operation.responses ?? {});
    need(statuses.length > 0, `${name}: no responses`);
    for (const [status, answer] of statuses) {
      const response = (answer.$ref ? resolve(document, answer.$ref) : answer) as typeof answer;
      need(/^([1-5](\d\d|XX)|default)$/.test(status), `${name}: ${status} is no status`);
      need(typeof response?.description === 'string', `${name} ${status}: no description`);
    }
    for (const requirement of operation.security ?? [])
      for (const scheme of Object.keys(requirement))
        need(scheme in (document.components?.securitySchemes ?? {}), `${name}: no security scheme ${scheme}`);
    if (operation.operationId) {
      need(!operationIds.has(operation.operationId), `${name}: its operationId is another's too`);
      operationIds.add(operation.operationId);
    }
  }
  for (const ref of refsIn(document)) need(resolve(document, ref) !== undefined, `${ref} leads nowhere`);
  return faults;
}

export function operationsOf({ paths }: OpenApi): { method: string; path: string; operation: Operation }[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method, path, operation })),
  );
}

/** What a `$ref` of the document stands for. */
export function resolve(document: OpenApi, ref: string): unknown {
  if (!ref.startsWith('#/')) return undefined;
  return ref
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], document);
}

function refsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  );
}
