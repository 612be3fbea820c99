/** What a whisper can say of where the call comes from, by the name of its placeholder. */
export const WHISPER_FACTS = ['source', 'medium', 'campaign', 'keyword', 'site', 'endpoint'] as const;
export type WhisperFacts = Partial<Record<(typeof WHISPER_FACTS)[number], string>>;

const PLACEHOLDER = /\{(\w+)\}/g;
/** Visitors' pages choose some of it, and it travels in URLs. */
const MAX_FACT_CHARS = 60;
const LONGEST = 160;

/** The placeholders of the template that stand for nothing. */
export function unknownPlaceholders(template: string): string[] {
  const known: readonly string[] = WHISPER_FACTS;
  return [...template.matchAll(PLACEHOLDER)].flatMap(([, name = '']) => (known.includes(name) ? [] : [name]));
}

/** The template with its facts put in; what is not known is left out, with the comma or the space before it. */
export function whisperOf(template: string, facts: WhisperFacts): string {
  const said = template.replace(PLACEHOLDER, (_, name: keyof WhisperFacts) => sayable(facts[name] ?? ''));
  const spoken = said
    .replace(/\s+/g, ' ')
    .replace(/(?:\s*,)+(?=\s*[,.;:!?]|\s*$)/g, '')
    .replace(/\s+(?=[,.;:!?])/g, '')
    .replace(/^[\s,]+/, '')
    .trim();
  return cut(spoken, LONGEST);
}

function sayable(fact: string): string {
  return cut(fact.replace(/[\p{Cc}\p{Cf}<>]/gu, ' ').replaceAll('_', ' '), MAX_FACT_CHARS);
}

/** Whole characters only: half of one can stand in no URL, and the call would be lost over it. */
function cut(text: string, length: number): string {
  return text
    .replace(/\p{Cs}/gu, ' ')
    .slice(0, length)
    .replace(/\p{Cs}$/u, '');
}
