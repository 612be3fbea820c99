import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/**
 * An answer as a client gets it. `body` is null where it was not read, as of a stream.
 * @typedef {{ method: string, path: string, status: number, type: string | undefined, body: string | null }} Answer
 */

const JSON_MEDIA = /^application\/(?:[\w.-]+\+)?json$/;

/** Paths outside the OpenAPI document: the document itself, its page, the demo, and the console with its files. */
const UNDOCUMENTED =
  /^\/(?:|openapi\.json|docs|demo(?:\/call)?|console\/.*|(?!v1|tags|healthz|readyz|metrics)[a-z-]+(?:\/\w+)?)\/?$/i;

/**
 * Makes the function that explains the fault of an answer by the OpenAPI document. It returns null for a right answer.
 * @param {any} document
 * @returns {(answer: Answer) => string | null}
 */
export function answerChecker(document) {
  const ajv = ajvOf(document);
  const paths = Object.entries(document.paths).map(([path, operations]) => {
    const [, ...parts] = path.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&'));
    const head = path.split('{', 1)[0].replace(/[.*+?^$()|[\]\\]/g, '\\$&');
    return { path, operations, pattern: new RegExp(`^${[head, ...parts].join('[^/]+')}/?$`, 'i') };
  });
  // A path without parameters comes before one with parameters that it also fits.
  paths.sort((a, b) => a.path.split('{').length - b.path.split('{').length);

  const validators = new Map();
  function validate(pointer, value) {
    let validator = validators.get(pointer);
    if (!validator) {
      validator = ajv.compile({ $ref: `openapi#${pointer}` });
      validators.set(pointer, validator);
    }
    return validator(value) ? null : ajv.errorsText(validator.errors, { dataVar: 'body' });
  }

  const valueAt = (pointer) =>
    pointer
      .slice(1)
      .split('/')
      .reduce((value, part) => value[unescaped(part)], document);

  return function faultOf({ method, path, status, type, body }) {
    if (UNDOCUMENTED.test(path) || method === 'HEAD' || method === 'OPTIONS') return null;
    const found = paths.find(
      ({ pattern, operations }) => pattern.test(path) && method.toLowerCase() in operations,
    );
    const name = found ? `${method} ${found.path}` : `${method} ${path}`;
    const responses = found?.operations[method.toLowerCase()].responses;
    const key = responses && status in responses ? String(status) : status >= 400 ? 'default' : null;
    if (key === null) return `${name}: ${status} is not in the document`;
    const place = found
      ? `/paths/${escaped(found.path)}/${method.toLowerCase()}/responses/${key}`
      : `/paths/~1healthz/get/responses/default`;
    const at = valueAt(place).$ref?.slice(1) ?? place;
    const { content } = valueAt(at);
    if (!content) return body ? `${name} ${status}: a body that is not in the document` : null;
    // A webhook during a step that continues is answered without a document.
    if (!type && !body && path.startsWith('/v1/carriers/')) return null;
    const media = type?.split(';', 1)[0].trim() ?? '';
    if (!(media in content)) return `${name} ${status}: ${media || 'no content type'} is not in the document`;
    if (!JSON_MEDIA.test(media) || body === null) return null;
    const value = parsed(body);
    if (value === undefined) return `${name} ${status}: the body is not JSON`;
    const fault = validate(`${at}/content/${escaped(media)}/schema`, value);
    return fault && `${name} ${status}: ${fault}: ${body.slice(0, 500)}`;
  };
}

/**
 * Makes the function that returns whether a JSON body fits the request's schema. An operation without a JSON body takes any.
 * @param {any} document
 */
export function bodyChecker(document) {
  const ajv = ajvOf(document);
  const validators = new Map();
  return function fits(method, path, body) {
    const content = document.paths[path][method].requestBody?.content;
    if (!content?.['application/json']) return true;
    const pointer = `/paths/${escaped(path)}/${method}/requestBody/content/application~1json/schema`;
    if (!validators.has(pointer)) validators.set(pointer, ajv.compile({ $ref: `openapi#${pointer}` }));
    return validators.get(pointer)(body);
  };
}

function ajvOf(document) {
  const ajv = new Ajv2020({
    strict: false,
    validateSchema: false,
    inlineRefs: false,
    code: { optimize: false },
  });
  addFormats(ajv);
  return ajv.addSchema(document, 'openapi');
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function escaped(part) {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function unescaped(part) {
  return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
}
