import { KEYED_BY, type KeyedBy } from '../domain/rung.ts';

/** The subject of a link: endpoint + site + the selected key, which is the id of a session or of a bucket. */
export type Combination = { keyedBy: KeyedBy; endpoint: string; site: string; key: string };

/** Matches a combination's four parts. Lua and JavaScript both understand it. Only the key may hold a bar. */
export const COMBINATION_PATTERN = '^([^|]*)[|]([^|]*)[|]([^|]*)[|](.*)$';
/** The start of the text of a bucket's combination. */
export const BUCKET_PREFIX = `${KEYED_BY[1]}|`;

const PARTS = new RegExp(COMBINATION_PATTERN, 's');

/** Returns the combination's text in Redis. Only the key may hold a bar, so no two combinations have the same text. */
export function combinationText({ keyedBy, endpoint, site, key }: Combination): string {
  return `${keyedBy}|${endpoint}|${site}|${key}`;
}

/** Returns the key of a visitor's last number for the endpoint and the site. No combination has this text. */
export function visitorText(endpoint: string, site: string, visitor: string): string {
  return `visitor|${endpoint}|${site}|${visitor}`;
}

/** Splits a combination's text. Throws when it has no four parts. */
export function parseCombination(text: string): Combination {
  const [, keyedBy, endpoint = '', site = '', key = ''] = PARTS.exec(text) ?? [];
  if (keyedBy !== 'session' && keyedBy !== 'bucket') throw new Error(`not a combination: ${text}`);
  return { keyedBy, endpoint, site, key };
}
