/** First-party storage. Where the browser keeps it closed, each view of a page is a session of its own. */
import { safely } from './safely.ts';

export function load(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps the text; an empty one is forgotten. */
export const save = safely((key: string, text: string) => {
  localStorage[text ? 'setItem' : 'removeItem'](key, text);
});
