import type { Edit } from './phone.ts';

/**
 * Carries out edits of a text that stands in parts. What is as long as before is laid over the parts, so that each
 * keeps its share; anything else goes into the first of them.
 */
export function editParts(parts: readonly string[], edits: readonly Edit[]): string[] {
  const edited = parts.slice();
  // From the end, so that no edit moves the place of the next.
  for (const { start, end, text } of [...edits].reverse()) {
    const fits = text.length === end - start;
    let offset = 0;
    let first = true;
    parts.forEach((part, i) => {
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, part.length);
      if (from < to) {
        const share = fits ? text.slice(offset + from - start, offset + to - start) : first ? text : '';
        const now = edited[i] as string;
        edited[i] = now.slice(0, from) + share + now.slice(to);
        first = false;
      }
      offset += part.length;
    });
  }
  return edited;
}
