import { randomWord } from '../domain/ids.ts';

const LINK = /^lnk_([0-9a-z]{1,40})_[0-9a-z]{10}_(\d{7,15})$/;

/** What a link's identifier says of it: enough to find it in Redis, and too much to guess. */
export type LinkAddress = { pool: string; number: string };

/** The middle of the identifiers of a pool's new link; the script adds the number that it chose. */
export function newLinkTail(pool: string): string {
  return `${pool.slice('pool_'.length)}_${randomWord(10)}`;
}

export function parseLinkId(link: string): LinkAddress | null {
  const match = LINK.exec(link);
  return match ? { pool: `pool_${match[1]}`, number: `+${match[2]}` } : null;
}
