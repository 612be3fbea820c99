import { randomWord } from '../domain/ids.ts';

const LINK_ID = /^lnk_([0-9a-z]{1,40})_[0-9a-z]{10}_(\d{7,15})$/;

/** The pool and number in a link's id. They locate the link in Redis; a random part makes the id hard to guess. */
export type LinkAddress = { pool: string; number: string };

/** Makes the start of a new link's id. The allocation script appends the digits of the number that it selects. */
export function newLinkIdPrefix(pool: string): string {
  return `lnk_${pool.slice('pool_'.length)}_${randomWord(10)}_`;
}

/** Returns the address of a link, or null when the text is not a link's id. */
export function parseLinkId(link: string): LinkAddress | null {
  const match = LINK_ID.exec(link);
  return match ? { pool: `pool_${match[1]}`, number: `+${match[2]}` } : null;
}

/** Makes the id of the link that stands for one showing of an overflow number, from the position of its ledger entry. */
export function overflowLinkId(position: string, number: string): string {
  return `ovf_${position}_${number.slice(1)}`;
}
