/** What a whisper can say of where the call comes from, by the name of its placeholder. */
export const WHISPER_FACTS = ['source', 'medium', 'campaign', 'keyword', 'site', 'endpoint'] as const;
export type WhisperFacts = Partial<Record<(typeof WHISPER_FACTS)[number], string>>;

const PLACEHOLDER = /\{(\w+)\}/g;
/** Visitors' pages choose some of it, and it travels in URLs. */
const LONGEST_FACT = 60;
const LONGEST = 160;

/** The placeholders of the template that stand for nothing. */
export function unknownPlaceholders(template: string): string[] {
  const known: readonly string[] = WHISPER_FACTS;
  return [...template.matchAll(PLACEHOLDER)].flatMap(([, name = '']) => (known.includes(name) ? [] : [name]));
}

/** The template with its facts put in; what is not known is left out, with the comma or the space before it. */
export function whisperOf(template: string, facts: WhisperFacts): string {
  const said = template.replace(PLACEHOLDER, (_, name: keyof WhisperFacts) => sayable(facts[name] ?? ''));
  return said
    .replace(/\s+/g, ' ')
    .replace(/(?:\s*,)+(?=\s*[,.;:!?]|\s*$)/g, '')
    .replace(/\s+(?=[,.;:!?])/g, '')
    .replace(/^[\s,]+/, '')
    .trim()
    .slice(0, LONGEST);
}

function sayable(fact: string): string {
  return fact
    .replace(/[\p{Cc}\p{Cf}<>]/gu, ' ')
    .replaceAll('_', ' ')
    .slice(0, LONGEST_FACT);
}
