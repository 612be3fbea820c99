/** Requests for the fuzzer: each is of an operation, right or spoilt, with a right or a wrong key. */
import { type Scope, scopesOf } from '../../../src/domain/scope.ts';
import type { OpenApi, Operation, Schema } from '../openapi.ts';
import { oddValue, pick, type Random, spoil, valuesFrom, type Words } from './values.ts';

export type Keys = { admin: string; read: string };
export type KeyKind = keyof Keys | 'none' | 'wrong';

export type FuzzedRequest = {
  name: string;
  method: string;
  /** The path with its parameters filled in, without the query. */
  path: string;
  query: [name: string, value: string][];
  body: unknown;
  keyKind: KeyKind;
  /** Names of parameters that the operation does not know. */
  strangers: string[];
  scope: 'admin' | 'read' | 'any' | null;
};

const KINDS_BY_PATH: Readonly<Record<string, string>> = {
  providers: 'provider',
  pools: 'pool',
  numbers: 'number',
  sites: 'site',
  endpoints: 'endpoint',
  keys: 'key',
  consumers: 'consumer',
  calls: 'call',
  attributions: 'attribution',
};

/** Returns the function that makes a request of an operation. */
export function requestsFrom(document: OpenApi, random: Random, words: Words) {
  const valueFor = valuesFrom(document, random, words);

  return function requestOf(method: string, path: string, operation: Operation): FuzzedRequest {
    const parameters = operation.parameters ?? [];
    const inQuery = parameters.filter((one) => one.in === 'query');
    const strangers = random() < 0.15 ? [pick(random, ['sorce', 'groupBy', 'limits', 'Provider'])] : [];
    return {
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path: filled(path),
      query: [...inQuery.flatMap(parameterValue), ...strangers.map((name): [string, string] => [name, 'x'])],
      body: bodyOf(operation),
      keyKind: keyKind(),
      strangers,
      scope: scopeOf(operation),
    };
  };

  function filled(path: string): string {
    const kind = KINDS_BY_PATH[path.split('/')[2] ?? ''] ?? '';
    return path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const known = words.idOf(name === 'id' ? kind : name);
      const value = known !== undefined && random() < 0.8 ? known : String(oddValue(random)).slice(0, 200);
      return encodeURIComponent(wellFormed(value) || 'unknown');
    });
  }

  function parameterValue({
    name,
    required,
    schema = {},
  }: NonNullable<Operation['parameters']>[number]): [string, string][] {
    if (!required && random() < 0.6) return [];
    const value = random() < 0.2 ? oddValue(random) : valueFor(schema, name);
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return [[name, wellFormed(text).slice(0, 3000)]];
  }

  function bodyOf({ requestBody }: Operation): unknown {
    const schema: Schema | undefined = requestBody?.content['application/json']?.schema;
    if (!schema) return requestBody ? 'CallSid=CA1&To=%2B12025550100' : undefined;
    const right = valueFor(schema);
    return random() < 0.4 ? spoil(random, right) : right;
  }

  function keyKind(): KeyKind {
    const chance = random();
    if (chance < 0.85) return 'admin';
    return chance < 0.93 ? 'read' : chance < 0.97 ? 'none' : 'wrong';
  }
}

/** Replaces lone surrogates, which no URL can hold. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString('utf8');
}

function scopeOf({ security, description = '' }: Operation): FuzzedRequest['scope'] {
  if (!security?.length) return null;
  const scope = /`([\w:]+)`/.exec(description)?.[1];
  if (scope === undefined) return 'any';
  return scopesOf(['read']).has(scope as Scope) ? 'read' : 'admin';
}
