import type { KeyedBy } from '../domain/ledger.ts';

/** What a link stands for: endpoint + site + the selected key, a session's or a bucket's. */
export type Combination = { keyedBy: KeyedBy; endpoint: string; site: string; key: string };

/** The combination as Redis has it, see lua/includes/pool: only a key may hold a bar, so nothing is ambiguous. */
export function combinationText({ keyedBy, endpoint, site, key }: Combination): string {
  return `${keyedBy}|${endpoint}|${site}|${key}`;
}

export function parseCombination(text: string): Combination {
  const [keyedBy = '', endpoint = '', site = '', ...key] = text.split('|');
  return { keyedBy: keyedBy as KeyedBy, endpoint, site, key: key.join('|') };
}
