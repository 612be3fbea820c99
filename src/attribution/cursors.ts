import type { Reach } from '../domain/reach.ts';
import type { Seal } from '../infra/seal.ts';
import { BadCursor } from '../store/port.ts';

/** The part of the seal's texts. */
const OF = 'feed cursor';
/** Sealed cursors of the first and the latest attribution have the same length. */
const DIGITS = 15;

/**
 * The cursors of the feed as senders see them. A cursor is a position among the attributions of all providers. A sender who is bound
 * to providers sees it sealed, each time as another text, since it would show how many attributions the others have.
 */
export class Cursors {
  readonly #seal: Seal;

  constructor(seal: Seal) {
    this.#seal = seal;
  }

  show(cursor: string, { isWhole }: Reach): string {
    return isWhole ? cursor : this.#seal.close(cursor.padStart(DIGITS, '0'), OF);
  }

  /** Returns the cursor that a sender names. A bound one names sealed ones alone, others both. Throws `BadCursor`. */
  read(text: string, { isWhole }: Reach): string {
    if (isWhole && /^\d+$/.test(text)) return text;
    try {
      return this.#seal.open(text, OF);
    } catch {
      throw new BadCursor('This is not a place in the feed of attributions');
    }
  }
}
