/** Malformed bodies, each with a name for the report. */
export type BadBody = {
  name: string;
  body: string;
  headers?: Record<string, string>;
  /** The code that the problem must have, where there is only one. */
  code?: string;
};

type Json = Record<string, unknown>;

const LONG = 'x'.repeat(5000);
const DEEP = 20_000;

/** Made from a body that is right, so that one thing at a time is wrong. */
export function badBodies(right: Json | Json[]): BadBody[] {
  const wrap = (wrong: Json) => JSON.stringify(Array.isArray(right) ? [wrong] : wrong);
  const object = (Array.isArray(right) ? right[0] : right) ?? {};
  const text = JSON.stringify(right);
  const broken = text.slice(0, -1);
  return [
    { name: 'no body', body: '' },
    { name: 'broken JSON', body: broken, code: 'invalid_json' },
    { name: 'XML', body: '<a/>', code: 'invalid_json' },
    ...['null', 'true', '42', '"text"', Array.isArray(right) ? '{}' : '[]'].map((body) => ({
      name: body,
      body,
    })),
    { name: '2 MB', body: JSON.stringify({ name: 'x'.repeat(2_000_000) }), code: 'body_too_large' },
    {
      name: 'a form',
      body: text,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      code: 'unsupported_media_type',
    },
    {
      name: 'no content type of ours',
      body: text,
      headers: { 'Content-Type': 'application/octet-stream' },
      code: 'unsupported_media_type',
    },
    {
      name: 'an unknown charset',
      body: text,
      headers: { 'Content-Type': 'application/json; charset=utf-99' },
      code: 'unsupported_media_type',
    },
    {
      name: 'an unknown encoding',
      body: text,
      headers: { 'Content-Encoding': 'x-odd' },
      code: 'unsupported_media_type',
    },
    { name: 'no gzip though it says so', body: text, headers: { 'Content-Encoding': 'gzip' } },
    { name: 'deep nesting', body: '['.repeat(DEEP) + ']'.repeat(DEEP) },
    { name: 'everything in __proto__', body: inProto(right), code: 'invalid_request' },
    {
      name: 'everything in constructor.prototype',
      body: wrap({ constructor: { prototype: object } }),
      code: 'invalid_request',
    },
    ...Object.entries(object).flatMap(([member, value]) => [
      ...wrongTypes(value).map((wrong) => ({
        name: `${member} is ${JSON.stringify(wrong)}`,
        body: wrap({ ...object, [member]: wrong }),
        code: 'invalid_request',
      })),
      ...nested(member, object, wrap),
    ]),
  ];
}

function nested(member: string, object: Json, wrap: (wrong: Json) => string): BadBody[] {
  const value = object[member];
  const put = (name: string, wrong: unknown): BadBody => ({
    name: `${member} with ${name}`,
    body: wrap({ ...object, [member]: wrong }),
  });
  if (typeof value === 'string') return [put('long text', LONG), put('a NUL byte', `a\u0000${value}`)];
  if (typeof value === 'number')
    return [put('a huge number', 1e300), put('a negative number', -1), put('a fraction', 7.5)];
  if (Array.isArray(value)) {
    const first = value[0];
    const inner = typeof first === 'string' ? [LONG, 'a\u0000', ''] : [];
    return [
      put('an odd element', [{}]),
      ...inner.map((wrong) => put(JSON.stringify(wrong.slice(0, 3)), [wrong])),
    ];
  }
  return Object.entries(value as Json).map(([inner, right]) =>
    put(`a wrong ${inner}`, { ...(value as Json), [inner]: wrongTypes(right)[0] }),
  );
}

function wrongTypes(value: unknown): unknown[] {
  const one = typeof value === 'string' ? 42 : 'text';
  return [one, typeof value === 'boolean' ? 1 : true, Array.isArray(value) ? {} : ['text']];
}

/** By hand: an object literal's `__proto__` would set the prototype and not be written. */
function inProto(right: unknown): string {
  return `{"__proto__":${JSON.stringify(right)}}`;
}
