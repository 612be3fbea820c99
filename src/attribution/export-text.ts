import type { Attribution } from '../domain/attribution.ts';
import { LocalTime } from './call-rows.ts';

/** Excel reads a CSV file as UTF-8 only if it begins with this mark. */
export const BYTE_ORDER_MARK = '\uFEFF';

export type Field = keyof Attribution;

/** Returns the requested fields, or all of them. The id is always one of them. */
export function pick(attribution: Attribution, fields: readonly Field[] | undefined): Partial<Attribution> {
  if (!fields) return attribution;
  return Object.fromEntries(fields.map((field) => [field, attribution[field]]));
}

export function ndjson(attributions: readonly Attribution[], fields: readonly Field[] | undefined): string {
  return attributions.map((one) => `${JSON.stringify(pick(one, fields))}\n`).join('');
}

/** Formats rows as CSV by RFC 4180. Lists and objects are JSON within their cells. */
export function csv<F extends string>(
  rows: readonly { readonly [field in F]?: unknown }[],
  fields: readonly F[],
): string {
  return rows.map((row) => csvLine(fields.map((field) => row[field]))).join('');
}

/** Formats one row as CSV by RFC 4180. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

/** A text that spreadsheets run as a formula. They ignore leading white space, and some accept full-width signs. */
const FORMULA = /^\s*[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/;
/** A number, or a phone number, is harmless. */
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
  if (value instanceof LocalTime) return value.text;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
