import { Document, isMap, isScalar, visit } from 'yaml';
import type { Members } from './items.ts';

/** Members whose maps are short enough for one line. */
const SHORT = new Set(['env', 'file', 'from', 'to', 'number', 'sip', 'weight']);

/** Returns the text of a set-up file. @param schemaUrl the address of its schema, for editors */
export function setupText(value: Members, schemaUrl: string): string {
  const document = new Document(value);
  visit(document, {
    Map(_, map) {
      const isShort = map.items.every(
        ({ key, value: inner }) => isScalar(key) && SHORT.has(String(key.value)) && isScalar(inner),
      );
      if (isShort) map.flow = true;
    },
    Seq(_, seq) {
      if (
        seq.items.every(
          (entry) => isScalar(entry) || (isMap(entry) && entry.items.length === 2 && entry.has('from')),
        )
      )
        seq.flow = true;
    },
  });
  const body = document.toString({ lineWidth: 120, flowCollectionPadding: true, singleQuote: false });
  return `# yaml-language-server: $schema=${schemaUrl}\n${body}`;
}
