/** First-party storage. Where the browser keeps it closed, each view of a page is a session of its own. */
import { safely } from './safely.ts';

/** Returns the value that is stored under the key, read as JSON. */
export const load = safely((key: string): unknown => JSON.parse(localStorage.getItem(key) as string));

export const save = safely((key: string, value: unknown) => {
  localStorage.setItem(key, JSON.stringify(value));
});

export const forget = safely((key: string) => {
  localStorage.removeItem(key);
});
