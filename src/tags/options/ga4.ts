/**
 * GA4's own client and session, taken for our visitor and session, so that a call can be told to GA4 as a part of the
 * visit that GA4 knows. They are read from its cookies, whose format is nobody's promise, or asked of gtag.
 */
import { safely } from '../safely.ts';
import { continued, type Session } from '../session.ts';
import type { Touch } from '../touch.ts';

/** GA4 itself begins only when its script is there: our number must not wait for it long. */
const PATIENCE = 1000;

type Ids = { client: string; session: string };

declare global {
  interface Window {
    gtag?: (command: 'get', id: string, field: string, tell: (value: unknown) => void) => void;
  }
}

let told: Partial<Ids> = {};

/** Calls `proceed` once, when the ids are known or there is no sense in waiting for them. */
export function awaitGa4(measurementId: string | null | undefined, proceed: () => void): void {
  const { gtag } = window;
  if (!measurementId || idsOf(measurementId) || !gtag) {
    proceed();
    return;
  }
  let isWaiting = true;
  const go = safely(() => {
    if (isWaiting) proceed();
    isWaiting = false;
  });
  const take = (field: keyof Ids) => (value: unknown) => {
    told = { ...told, [field]: `${value ?? ''}` };
    if (told.client && told.session) go();
  };
  setTimeout(go, PATIENCE);
  gtag('get', measurementId, 'client_id', take('client'));
  gtag('get', measurementId, 'session_id', take('session'));
}

/** The session as GA4 has it. One that began before GA4 was there stays what it is to its end. */
export function continuedAsInGa4(
  measurementId: string | null | undefined,
  last: Session | undefined,
  now: number,
  touch: Touch,
): Session {
  const ids = measurementId && idsOf(measurementId);
  if (!ids) return continued(last, now, touch);
  const id = `${ids.client}.${ids.session}`;
  const hasEnded = last && last.visitor === ids.client && last.id !== id;
  const next = continued(hasEnded ? { ...last, seen: Number.NEGATIVE_INFINITY } : last, now, touch);
  return next.id === last?.id ? next : { ...next, id, visitor: ids.client };
}

function idsOf(measurementId: string): Ids | undefined {
  const client = clientOf(cookie('_ga')) || told.client;
  const session = sessionOf(cookie(`_ga_${measurementId.slice(2)}`)) || told.session;
  return client && session ? { client, session } : undefined;
}

/** Of `GA1.2.1234567890.1700000000` the last two parts. */
export function clientOf(value: string): string | undefined {
  return /^GA\d\.[\d-]+\.(\d+\.\d+)$/.exec(value)?.[1];
}

/** Of `GS1.1.1700000000.3.…` the third part, of `GS2.1.s1700000000$o3$…` the field s, wherever it stands. */
export function sessionOf(value: string): string | undefined {
  return (/^GS1\.\d+\.(\d+)/.exec(value) || /^GS2\.\d+\.(?:.*\$)?s(\d+)(?:\$|$)/.exec(value))?.[1];
}

function cookie(name: string): string {
  const found = RegExp(`(?:^|; )${name}=([^;]*)`).exec(document.cookie);
  return found ? decodeURIComponent(found[1] as string) : '';
}
