import { BadCursor } from './port.ts';

/** The feed's cursor is the position of the last attribution that was read; positions begin at 1. */
export function positionOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,15}$/.test(cursor)) throw new BadCursor('This is not a place in the feed of attributions');
  return Number(cursor);
}

export function cursorAt(position: number): string {
  return String(position);
}
