/** A pasted API key stays in this tab: the browser forgets it when the tab closes. */
const NAME = 'ringtrail.key';

export function readKey(): string | null {
  return sessionStorage.getItem(NAME);
}

export function saveKey(key: string | null): void {
  if (key === null) sessionStorage.removeItem(NAME);
  else sessionStorage.setItem(NAME, key);
}
