/** The facts about a call that a whisper can contain, by the names of their placeholders. */
export const WHISPER_FACTS = ['source', 'medium', 'campaign', 'keyword', 'site', 'endpoint'] as const;
export type WhisperFacts = Partial<Record<(typeof WHISPER_FACTS)[number], string>>;

const PLACEHOLDER = /\{(\w+)\}/g;
/** Pages of visitors set some facts, and facts travel in URLs. */
const MAX_FACT_CHARS = 60;
const MAX_WHISPER_CHARS = 160;

/** Returns the placeholders of the template that name no fact. */
export function unknownPlaceholders(template: string): string[] {
  const known: readonly string[] = WHISPER_FACTS;
  return [...template.matchAll(PLACEHOLDER)].flatMap(([, name = '']) => (known.includes(name) ? [] : [name]));
}

/** Returns the template with the facts in place. An unknown fact is left out with the comma or space before it. */
export function whisperOf(template: string, facts: WhisperFacts): string {
  const filled = template.replace(PLACEHOLDER, (_, name: keyof WhisperFacts) => sayable(facts[name] ?? ''));
  const spoken = filled
    .replace(/\s+/g, ' ')
    .replace(/(?:\s*,)+(?=\s*[,.;:!?]|\s*$)/g, '')
    .replace(/\s+(?=[,.;:!?])/g, '')
    .replace(/^[\s,]+/, '')
    .trim();
  return cut(spoken, MAX_WHISPER_CHARS);
}

function sayable(fact: string): string {
  return cut(fact.replace(/[\p{Cc}\p{Cf}<>]/gu, ' ').replaceAll('_', ' '), MAX_FACT_CHARS);
}

/** Cuts at whole characters. Half a surrogate pair cannot stand in a URL, and the call would be lost. */
function cut(text: string, length: number): string {
  return text
    .replace(/\p{Cs}/gu, ' ')
    .slice(0, length)
    .replace(/\p{Cs}$/u, '');
}
