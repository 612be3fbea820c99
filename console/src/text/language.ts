import { useSyncExternalStore } from 'react';

/** The languages of the console, by the name that their speakers give them. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', es: 'Español' } as const;
export type Language = keyof typeof LANGUAGES;

/** Texts of one part of the console in each language. A key that one language lacks is a type error. */
export type Texts<T> = Record<Language, T>;

const STORED = 'ringtrail.language';
const listeners = new Set<() => void>();
let language: Language = firstLanguage();

/** Returns the texts in the reader's language. */
export function useText<T>(texts: Texts<T>): T {
  return texts[useLanguage()];
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, () => language);
}

/** Changes the language of the console, and remembers it in this browser. */
export function setLanguage(chosen: Language): void {
  language = chosen;
  localStorage.setItem(STORED, chosen);
  document.documentElement.lang = chosen;
  for (const listener of listeners) listener();
}

/** Returns the reader's own locale where it fits the language: German of Austria writes numbers in its own way. */
export function localeOf(chosen: Language): string {
  return navigator.languages.find((one) => languageOf(one) === chosen) ?? chosen;
}

function firstLanguage(): Language {
  const wanted = [localStorage.getItem(STORED) ?? '', ...navigator.languages].map(languageOf);
  const found = wanted.find((one): one is Language => one in LANGUAGES) ?? 'en';
  document.documentElement.lang = found;
  return found;
}

function languageOf(tag: string): string {
  return tag.split('-', 1)[0]?.toLowerCase() ?? '';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
