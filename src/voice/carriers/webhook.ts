import type { Webhook } from './carrier.ts';
import type { Pair } from './signing.ts';

export type Fields = Readonly<Record<string, string>>;

/** The header's value; empty when it is missing. */
export function header(webhook: Webhook, name: string): string {
  const value = webhook.headers[name];
  return typeof value === 'string' ? value : '';
}

export function isJson(webhook: Webhook): boolean {
  const type = header(webhook, 'content-type').toLowerCase();
  return webhook.method !== 'GET' && type.startsWith('application/json');
}

/** Forms that were read: the signature needs one before its events do. */
const forms = new WeakMap<Webhook, Pair[]>();

/** The form's fields in the order of the wire; none for GET and for JSON. */
export function formOf(webhook: Webhook): readonly Pair[] {
  let form = forms.get(webhook);
  if (!form) {
    const isForm = webhook.method !== 'GET' && !isJson(webhook);
    form = isForm ? fieldsIn(webhook.body.toString('utf8')) : [];
    forms.set(webhook, form);
  }
  return form;
}

/**
 * The fields of a form, as URLSearchParams reads them: which is asked where there is anything to doubt, as it takes
 * thrice as long.
 */
export function fieldsIn(form: string): Pair[] {
  const fields: Pair[] = [];
  try {
    for (const field of form.split('&')) {
      if (field === '') continue;
      const mark = field.indexOf('=');
      if (mark < 0) fields.push([decoded(field), '']);
      else fields.push([decoded(field.slice(0, mark)), decoded(field.slice(mark + 1))]);
    }
    return fields;
  } catch {
    // Behind an ampersand, as a question mark at the beginning would be passed over.
    return [...new URLSearchParams(`&${form}`)];
  }
}

/** Throws where an escape is broken. */
function decoded(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? decodeURIComponent(spaced) : spaced;
}

/** The URL's query, the same whichever of our base URLs was asked for. */
export function queryOf(webhook: Webhook): URLSearchParams {
  const [url = ''] = webhook.urls;
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
}

/** A form's fields, or the query's when the webhook is a GET. */
export function fieldsOf(webhook: Webhook): Fields {
  return Object.fromEntries(webhook.method === 'GET' ? queryOf(webhook) : formOf(webhook));
}

/** The members of a JSON body; none when it is no JSON object. */
export function membersOf(webhook: Webhook): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(webhook.body.toString('utf8'));
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member as text; empty when it is neither text nor a number. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : '';
}

/** A count of seconds as carriers write them; null when it is none. */
export function secondsOf(value: unknown): number | null {
  const text = textOf(value);
  const seconds = Number(text);
  return text !== '' && Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds) : null;
}
