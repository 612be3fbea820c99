/** Values for the fuzzer, made from the schemas of the OpenAPI document. */
import { type OpenApi, resolve, type Schema } from '../openapi.ts';

export type Random = () => number;

export type Words = {
  /** Returns an id of a record of this kind that may exist, such as `provider`. Undefined: there is no such record. */
  idOf: (kind: string) => string | undefined;
};

export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
}

const ODD: readonly unknown[] = [
  ...[null, true, -1, 0, 1.5, 1e300, '', ' ', 'text', [], {}, [null], { a: 1 }],
  ...['\u0000', 'a\u0000b', '\ud800', '😀', 'ı', '%00', '../..', "'--", '=1+1', '<script>', '__proto__'],
  ...['x'.repeat(5000), '2026-13-45T99:99:99Z', '0001-01-01T00:00:00Z', '+1', '999999999999999999999999'],
];

/** Returns a value that is not likely to fit any schema. */
export function oddValue(random: Random): unknown {
  return pick(random, ODD);
}

/** Makes values that fit their schema most of the time. */
export function valuesFrom(document: OpenApi, random: Random, { idOf }: Words) {
  function valueFor(schema: Schema, name = '', depth = 0): unknown {
    if (schema.$ref) return valueFor(resolve(document, schema.$ref) as Schema, name, depth);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return valueFor(pick(random, choices), name, depth);
    if (schema.allOf) return Object.assign({}, ...schema.allOf.map((one) => valueFor(one, name, depth)));
    if ('const' in schema) return schema.const;
    if (schema.enum) return pick(random, schema.enum);
    const type = Array.isArray(schema.type) ? pick(random, schema.type) : schema.type;
    switch (type) {
      case 'string':
        return textFor(schema, name);
      case 'integer':
        return Math.floor(numberFor(schema));
      case 'number':
        return numberFor(schema);
      case 'boolean':
        return random() < 0.5;
      case 'array':
        return Array.from({ length: Math.floor(random() * 3) + (schema.minItems ?? 0) }, () =>
          valueFor(schema.items ?? {}, name, depth + 1),
        );
      case 'object':
        return objectFor(schema, depth);
      case 'null':
        return null;
      default:
        return oddValue(random);
    }
  }

  function objectFor(
    { properties = {}, required = [], additionalProperties }: Schema,
    depth: number,
  ): unknown {
    const names = Object.keys(properties).filter(
      (name) => required.includes(name) || random() < 0.3 / (depth + 1),
    );
    const members = names.map((name) => [name, valueFor(properties[name] ?? {}, name, depth + 1)]);
    if (typeof additionalProperties === 'object' && random() < 0.5)
      members.push([pick(random, ['source', 'medium', 'x']), valueFor(additionalProperties, '', depth + 1)]);
    return Object.fromEntries(members);
  }

  function numberFor({ minimum = 0, maximum = 1000 }: Schema): number {
    if (random() < 0.2) return random() < 0.5 ? minimum : maximum;
    return minimum + random() * (Math.min(maximum, minimum + 1000) - minimum);
  }

  function textFor(
    { format, pattern, maxLength = 40, examples = [], example }: Schema,
    name: string,
  ): string {
    const id = random() < 0.8 ? idOf(name) : undefined;
    if (id !== undefined) return id;
    // The tests' own providers have numbers that begin with +1202.
    if (/numbers?$|^(?:to|from|caller)$/i.test(name) || pattern?.startsWith('^\\+'))
      return `+1212555${String(Math.floor(random() * 10_000)).padStart(4, '0')}`;
    const shown = [example, ...examples].filter((one) => typeof one === 'string');
    if (shown.length > 0 && random() < 0.8) return pick(random, shown);
    if (format === 'date-time') return new Date(1.7e12 + Math.floor(random() * 1e11)).toISOString();
    if (format === 'date') return '2026-03-08';
    if (/url/i.test(name) || format === 'uri') return 'https://hooks.invalid/calls';
    if (/origin/i.test(name)) return 'https://www.example.com';
    if (/timezone/i.test(name)) return 'Europe/London';
    const letters = Array.from({ length: 1 + Math.floor(random() * 12) }, () =>
      pick(random, [...'abcé 1-_.']),
    );
    return letters.join('').slice(0, maxLength);
  }

  return valueFor;
}

/** Returns a copy of the value with an odd value or an odd member at a random place. */
export function spoil(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.15) return oddValue(random);
  if (Array.isArray(value)) {
    if (value.length === 0) return [oddValue(random)];
    const at = Math.floor(random() * value.length);
    return value.map((item, i) => (i === at ? spoil(random, item) : item));
  }
  const names = Object.keys(value);
  if (names.length === 0 || random() < 0.2)
    return { ...value, [pick(random, ['sorce', 'x', '__proto__x'])]: 1 };
  const name = pick(random, names);
  const inner = (value as Record<string, unknown>)[name];
  if (random() < 0.2) return Object.fromEntries(Object.entries(value).filter(([one]) => one !== name));
  return { ...value, [name]: spoil(random, inner) };
}
