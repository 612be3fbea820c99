import type { KeyedBy } from '../domain/rung.ts';

/** The subject of a link: endpoint + site + the selected key, which is the id of a session or of a bucket. */
export type Combination = { keyedBy: KeyedBy; endpoint: string; site: string; key: string };

/** Returns the combination's text in Redis. Only a key may hold a bar, so no two combinations have the same text. */
export function combinationText({ keyedBy, endpoint, site, key }: Combination): string {
  return `${keyedBy}|${endpoint}|${site}|${key}`;
}

export function parseCombination(text: string): Combination {
  const [keyedBy = '', endpoint = '', site = '', ...key] = text.split('|');
  return { keyedBy: keyedBy as KeyedBy, endpoint, site, key: key.join('|') };
}
