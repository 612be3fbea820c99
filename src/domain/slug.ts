import { z } from 'zod';

const MAX_SLUG_LENGTH = 63;

/** The name of a record in addresses and files: `front-desk`. It never changes, also when the name for people does. */
export const slugSchema = z
  .string()
  .max(MAX_SLUG_LENGTH)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be words of a-z and 0-9 with one hyphen between them');

type Named = { id: string; name: string; slug?: string | undefined };

/** Returns a slug for a name that nobody has taken: `Müller & Söhne` is `muller-sohne`, and the next one `muller-sohne-2`. */
export function slugFrom(name: string, taken: { has(slug: string): boolean }): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join('-');
  const slug = shortened(words, MAX_SLUG_LENGTH) || 'unnamed';
  if (!taken.has(slug)) return slug;
  for (let count = 2; ; count++) {
    const end = `-${count}`;
    const other = shortened(slug, MAX_SLUG_LENGTH - end.length) + end;
    if (!taken.has(other)) return other;
  }
}

function shortened(slug: string, length: number): string {
  return slug.slice(0, length).replace(/-$/, '');
}

/**
 * Returns the slug of each record by its id. A record of an earlier version has none of its own: it gets one from its name,
 * after the records that are older, so the same records always get the same slugs.
 */
export function slugsOf(records: Iterable<Named>): Map<string, string> {
  const inOrder = [...records].sort((a, b) => (a.id < b.id ? -1 : 1));
  const taken = new Set<string>();
  const slugs = new Map<string, string>();
  for (const { id, slug } of inOrder) {
    // A key that somebody bound to other providers has made may have the slug of another key.
    if (slug === undefined || taken.has(slug)) continue;
    taken.add(slug);
    slugs.set(id, slug);
  }
  for (const { id, name, slug } of inOrder) {
    if (slugs.has(id)) continue;
    const made = slugFrom(slug ?? name, taken);
    taken.add(made);
    slugs.set(id, made);
  }
  return slugs;
}
