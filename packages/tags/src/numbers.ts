import type { ShownNumber } from '../../../src/tags/meeting.ts';
import { onNumber } from './commands.ts';

/** An endpoint's id, and its own number: in E.164, and as the page writes it. */
export type OwnNumber = { endpoint: string; number: string; national: string };

/** A number that the page shows now, with the address that dials it. */
export type PhoneNumber = { number: string; national: string; href: string };

const numbers = new Map<string, ShownNumber>();
const listeners = new Set<() => void>();
let isListening = false;

/** Calls the listener after each change of a number. Returns the function that ends this. */
export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!isListening) {
    isListening = true;
    onNumber((shown) => {
      numbers.set(shown.endpoint, shown);
      for (const notify of listeners) notify();
    });
  }
  return () => void listeners.delete(listener);
}

/** Returns the endpoint's number as the tags reported it last. */
export function shownNumber(endpoint: string): ShownNumber | undefined {
  return numbers.get(endpoint);
}

/** Returns the shown number, or the endpoint's own while the page shows that. */
export function phoneNumber(own: OwnNumber, shown: ShownNumber | undefined): PhoneNumber {
  const number = shown?.number ?? own.number;
  const national = shown?.number ? (shown.national ?? number) : own.national;
  return { number, national, href: `tel:${number}` };
}
