/** Readers of the carriers' times. Each reads one format and returns null for any other text. */

const RFC_2822 = /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:[+-]\d{4}|GMT|UT)$/;
const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?$/;
const PLAIN = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?)\d*(?:\+00:?00)?$/;

/** Reads `Tue, 24 Nov 2026 00:14:54 +0000`. */
export function rfc2822(text: string | undefined): Date | null {
  return text && RFC_2822.test(text) ? valid(new Date(text)) : null;
}

/** Reads `2026-11-24T00:14:54.123Z`, with or without an offset. A time without an offset is UTC. */
export function iso8601(text: string | undefined): Date | null {
  if (!text || !ISO_8601.test(text)) return null;
  const text8601 = text.replace(',', '.').replace(/(T.*[+-]\d{2})(\d{2})$/, '$1:$2');
  const hasZone = /(?:Z|[+-]\d{2}:\d{2})$/.test(text8601.slice('2026-11-24T'.length));
  return valid(new Date(hasZone ? text8601 : `${text8601}Z`));
}

/** Reads `2026-11-24 00:14:54.123456`, which is UTC. */
export function plainUtc(text: string | undefined): Date | null {
  const match = PLAIN.exec(text ?? '');
  return match ? valid(new Date(`${match[1]}T${match[2]}Z`)) : null;
}

function valid(time: Date): Date | null {
  return Number.isNaN(time.getTime()) ? null : time;
}
