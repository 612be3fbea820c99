/**
 * Takes GA4's client and session for our visitor and session, so that GA4 can count a call in the visit that it knows.
 * The ids come from GA4's cookies, whose format Google does not promise, or from gtag.
 */
import { safely } from './safely.ts';
import { continued, type Session } from './session.ts';
import type { Touch } from './touch.ts';

/** GA4 begins when its script is there. Our number must not wait for it long. */
const PATIENCE = 1000;

type Ids = [client: string, session: string];

declare global {
  interface Window {
    gtag?: (command: 'get', id: string, field: string, take: (value: unknown) => void) => void;
  }
}

/** The ids that gtag has returned. */
let fetched: Ids | undefined;

/** Calls `proceed` once, when the ids are known or the wait has been too long. */
export function awaitGa4(measurementId: string | null | undefined, proceed: () => void): void {
  const { gtag } = window;
  if (!measurementId || idsOf(measurementId, document.cookie) || !gtag) {
    proceed();
    return;
  }
  const ask = (field: string) =>
    new Promise<unknown>((resolve) => gtag('get', measurementId, field, resolve));
  const fetching = Promise.all([ask('client_id'), ask('session_id')]).then((ids) => {
    if (ids[0] && ids[1]) fetched = ids.map(String) as Ids;
  });
  const enough = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  void Promise.race([fetching, enough]).then(safely(proceed));
}

/** Returns the session as GA4 has it. A session that began before GA4 was there keeps its id to its end. */
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
  const isOfVisitor = last && last.visitor === visitor;
  const isSame = isOfVisitor && last.id.split('~')[0] === id;
  const next = continued(isOfVisitor && !isSame ? { ...last, seen: 0 } : last, now, touch);
  if (next.id === last?.id) return next;
  // GA4 goes through several clicks with one session. Ours has one each, under its name and another.
  return { ...next, id: isSame ? `${id}~${next.id}` : id, visitor };
}

/**
 * Returns the last two parts of `_ga=GA1.2.1234567890.1700000000` as the client. The session is the third part of
 * `_ga_ABC=GS1.1.1700000000.3.…`, or the field s of `_ga_ABC=GS2.1.s1700000000$o3$…`, wherever it stands.
 */
export function idsOf(measurementId: string, cookies: string): Ids | undefined {
  const find = (pattern: string) => RegExp(`(?:^|; )_ga${pattern}`).exec(cookies)?.[1];
  const client = find('=GA\\d\\.[\\d-]+\\.(\\d+\\.\\d+)(?:;|$)');
  const session = find(
    `_${measurementId.slice(2)}=GS(?:1\\.\\d+\\.|2\\.\\d+\\.(?:[^;]*(?:\\$|%24))?s)(\\d+)`,
  );
  return client && session ? [client, session] : fetched;
}
