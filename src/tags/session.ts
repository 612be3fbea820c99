import type { Touch } from './touch.ts';

/** The visit as it is kept on the device. */
export type Session = {
  id: string;
  visitor: string;
  /** When the visitor last did something, in milliseconds. */
  seen: number;
  /** What brought the visitor to this session; later pages do not change it. */
  touch: Touch;
};

const IDLE = 30 * 60_000;

/** The session goes on, or, after half an hour without activity, the same visitor begins another. */
export function continued(last: Session | undefined, now: number, touch: Touch): Session {
  if (last && isAlive(last, now)) return { ...last, seen: now };
  return { id: newId(), visitor: last ? last.visitor : newId(), seen: now, touch };
}

export function isAlive({ seen }: Session, now: number): boolean {
  return Math.abs(now - seen) < IDLE;
}

export function parseSession(text: string | null): Session | undefined {
  try {
    const session = JSON.parse(text || '') as Session;
    return session.id && session.visitor && session.touch.clickIds ? session : undefined;
  } catch {
    return undefined;
  }
}

function newId(): string {
  // randomUUID is there on secure pages only.
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    (byte + 256).toString(16).slice(1),
  ).join('');
}
