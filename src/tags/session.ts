import { safely } from './safely.ts';
import { isNewClick, type Touch } from './touch.ts';

/** The visit as it is kept on the device. */
export type Session = {
  id: string;
  visitor: string;
  /** When the visitor last did something, in milliseconds. */
  seen: number;
  /** What brought the visitor to this session, and what to the first of all; later pages do not change them. */
  touch: Touch;
  first: Touch;
};

const IDLE = 30 * 60_000;

/**
 * Returns the visit that this page belongs to: the last session, or a new one of the same visitor after half an hour without
 * activity, or when a click on another ad or campaign has brought the visitor.
 */
export function continued(last: Session | undefined, now: number, touch: Touch): Session {
  if (last && isAlive(last, now) && !isNewClick(last.touch, touch)) return { ...last, seen: now };
  const { visitor, first } = last || { visitor: newId(), first: touch };
  return { id: newId(), visitor, seen: now, touch, first };
}

export function isAlive({ seen }: Session, now: number): boolean {
  return Math.abs(now - seen) < IDLE;
}

/** Returns the session that was stored on the device, or undefined when the stored value is not a session. */
export const sessionIn = safely((stored: unknown) => {
  const session = stored as Session | undefined;
  return session?.id && session.first.clickIds ? session : undefined;
});

function newId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
