import { END_CAUSES, LEDGER_ITEMS } from '../../domain/ledger.ts';
import { ALLOCATION_REASONS, BOUNDARIES, COUNTED_BY, RUNGS } from '../../domain/rung.ts';
import { BUCKET_PREFIX, COMBINATION_PATTERN } from '../combination.ts';
import { CLAIMS_CHANNEL, LINKS_CHANNEL } from '../keys.ts';
import type { LuaNames } from '../lua-source.ts';
import { WITHDRAWN_STATES } from './pool.ts';
import { RESOLUTION_KINDS } from './ports.ts';

/** The words that TypeScript and Lua share. A script writes `REASON.no_session`; the loader replaces it by the text. */
export const WORDS: LuaNames = {
  RUNG: wordsOf(RUNGS),
  REASON: wordsOf(ALLOCATION_REASONS),
  CAUSE: wordsOf(END_CAUSES),
  KIND: wordsOf(RESOLUTION_KINDS),
  WITHDRAWN: wordsOf(WITHDRAWN_STATES),
  COUNTED_BY: wordsOf(COUNTED_BY),
  BOUNDARY: wordsOf(BOUNDARIES),
  CHANNEL: textsOf({ links: LINKS_CHANNEL, claims: CLAIMS_CHANNEL }),
  ENTRY: textsOf(LEDGER_ITEMS),
  COMBINATION: textsOf({ pattern: COMBINATION_PATTERN, bucketPrefix: BUCKET_PREFIX }),
};

function wordsOf(words: readonly string[]): Record<string, string> {
  return textsOf(Object.fromEntries(words.map((word) => [word, word])));
}

function textsOf(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, luaText(text)]));
}

function luaText(text: string): string {
  if (/['\\\n]/.test(text)) throw new Error(`no Lua text without escapes: ${text}`);
  return `'${text}'`;
}
