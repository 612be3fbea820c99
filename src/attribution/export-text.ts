import type { Attribution } from '../domain/attribution.ts';

export type Field = keyof Attribution;

/** The fields that were asked for, all of them where nothing was said; the id is always one. */
export function pick(attribution: Attribution, fields: readonly Field[] | undefined): Partial<Attribution> {
  if (!fields) return attribution;
  return Object.fromEntries(fields.map((field) => [field, attribution[field]]));
}

export function ndjson(attributions: readonly Attribution[], fields: readonly Field[] | undefined): string {
  return attributions.map((one) => `${JSON.stringify(pick(one, fields))}\n`).join('');
}

export function csvHead(fields: readonly Field[]): string {
  return line(fields);
}

/** RFC 4180. What is not a plain value is JSON within its cell. */
export function csv(attributions: readonly Attribution[], fields: readonly Field[]): string {
  return attributions.map((one) => line(fields.map((field) => one[field]))).join('');
}

function line(values: readonly unknown[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

/**
 * Spreadsheets take a text that begins like this for a formula, also behind what they trim away, and some of them look into
 * the full-width signs too.
 */
const FORMULA = /^\s*[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/;
/** A number, a phone number included, is no more than it says. */
const NUMBER = /^[+-]?\d{1,20}$/;

function cell(value: unknown): string {
  const text = textOf(value);
  const isDangerous = typeof value !== 'number' && FORMULA.test(text) && !NUMBER.test(text);
  const safe = isDangerous ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || isDangerous ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
