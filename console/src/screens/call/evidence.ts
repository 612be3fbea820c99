import type { AttributionRecord } from '../../../../tools/client/operations.ts';
import { useFormat } from '../../text/format.ts';
import { useLanguage } from '../../text/language.ts';
import { de } from './evidence-de.ts';
import { es } from './evidence-es.ts';
import type { FindingSentences, Write } from './finding-sentences.ts';

const SENTENCES: Partial<Record<string, FindingSentences>> = { de, es };

/** A sentence of the evidence. `isEnglish`: it has no words in the reader's language. */
export type EvidenceLine = { sentence: string; isEnglish: boolean };

/** Returns the evidence in the reader's language. A finding of an unknown code, or of an earlier version, stays in English. */
export function useEvidence({ evidence, findings = [] }: AttributionRecord): EvidenceLine[] {
  const language = useLanguage();
  const { locale, duration } = useFormat();
  const numbers = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });
  const shares = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const write: Write = {
    time: (seconds) => duration(Number(seconds)),
    chance: (probability) => shares.format(Number(probability)),
    figure: (value) =>
      Number(value) >= 100 ? String(Math.round(Number(value))) : numbers.format(Number(value)),
  };
  const sentences: Partial<FindingSentences> = SENTENCES[language] ?? {};
  return evidence.map((sentence, place) => {
    const finding = findings[place];
    const own = finding && sentences[finding.code]?.(finding.facts, write);
    return { sentence: own ?? sentence, isEnglish: own === undefined };
  });
}
