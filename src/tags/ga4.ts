/**
 * GA4's own client and session, taken for our visitor and session, so that a call can be told to GA4 as a part of the
 * visit that GA4 knows. They are read from its cookies, whose format is nobody's promise, or asked of gtag.
 */
import { safely } from './safely.ts';
import { continued, type Session } from './session.ts';
import type { Touch } from './touch.ts';

/** GA4 itself begins only when its script is there: our number must not wait for it long. */
const PATIENCE = 1000;

type Ids = [client: string, session: string];

declare global {
  interface Window {
    gtag?: (command: 'get', id: string, field: string, tell: (value: unknown) => void) => void;
  }
}

/** What gtag has told. */
let told: Ids | undefined;

/** Calls `proceed` once, when the ids are known or there is no sense in waiting for them. */
export function awaitGa4(measurementId: string | null | undefined, proceed: () => void): void {
  const { gtag } = window;
  if (!measurementId || idsOf(measurementId, document.cookie) || !gtag) {
    proceed();
    return;
  }
  const ask = (field: string) =>
    new Promise<unknown>((resolve) => gtag('get', measurementId, field, resolve));
  const asked = Promise.all([ask('client_id'), ask('session_id')]).then((ids) => {
    if (ids[0] && ids[1]) told = ids.map(String) as Ids;
  });
  const enough = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  void Promise.race([asked, enough]).then(safely(proceed));
}

/** The session as GA4 has it. One that began before GA4 was there stays what it is to its end. */
export function continuedAsInGa4(
  measurementId: string | null | undefined,
  last: Session | undefined,
  now: number,
  touch: Touch,
): Session {
  const ids = measurementId && idsOf(measurementId, document.cookie);
  if (!ids) return continued(last, now, touch);
  const [visitor] = ids;
  const id = ids.join('.');
  const hasEnded = last && last.visitor === visitor && last.id !== id;
  const next = continued(hasEnded ? { ...last, seen: 0 } : last, now, touch);
  return next.id === last?.id ? next : { ...next, id, visitor };
}

/**
 * Of `_ga=GA1.2.1234567890.1700000000` the last two parts; of `_ga_ABC=GS1.1.1700000000.3.…` the third part, and of
 * `_ga_ABC=GS2.1.s1700000000$o3$…` the field s, wherever it stands.
 */
export function idsOf(measurementId: string, cookies: string): Ids | undefined {
  const find = (pattern: string) => RegExp(`(?:^|; )_ga${pattern}`).exec(cookies)?.[1];
  const client = find('=GA\\d\\.[\\d-]+\\.(\\d+\\.\\d+)(?:;|$)');
  const session = find(
    `_${measurementId.slice(2)}=GS(?:1\\.\\d+\\.|2\\.\\d+\\.(?:[^;]*(?:\\$|%24))?s)(\\d+)`,
  );
  return client && session ? [client, session] : told;
}
