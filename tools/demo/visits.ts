/** Draws the visits of a day. */
import { HOURS, PAGES, type SiteName, SOURCES, type Source, VISITS_A_DAY, WEEKDAYS } from './business.ts';
import type { Random } from './random.ts';

export type Visit = {
  session: string;
  visitor: string;
  site: SiteName;
  source: Source;
  keyword: string | null;
  clickId: string | null;
  /** Milliseconds, as all times here. */
  begins: number;
  ends: number;
  /** The browser says goodbye. Otherwise the link's hold runs out. */
  saysGoodbye: boolean;
  /** The pages after the first one, with their times. */
  pages: { at: number; path: string }[];
  landing: string;
  call: { at: number; isTapped: boolean } | null;
};

const MEDIAN_SECONDS = 150;
const MAX_SECONDS = 1500;
const SECONDS_A_PAGE = 55;
const GOODBYES = 0.85;
const RETURNS = 0.1;
/** Visitors who may return. */
const MAX_KNOWN = 2000;
/** The share of callers who call while the page is open, and of these those who tap the number. */
const CALLS_FROM_PAGE = 0.72;
const TAPS = 0.65;
const MEDIAN_DELAY_SECONDS = 700;
const MAX_DELAY_SECONDS = 2 * 86_400;

export function visitsFrom(random: Random) {
  const weights = SOURCES.map(({ weight }) => weight);
  const known: string[] = [];
  let count = 0;

  function visitor(): string {
    if (known.length > 0 && random.uniform() < RETURNS)
      return known[Math.floor(random.uniform() * known.length)] ?? '';
    const id = `v${count}`;
    if (known.length < MAX_KNOWN) known.push(id);
    else known[Math.floor(random.uniform() * MAX_KNOWN)] = id;
    return id;
  }

  function visit(begins: number): Visit {
    const source = SOURCES[random.pick(weights)] ?? (SOURCES[0] as Source);
    const landing = oneOf(random, source.landings);
    const seconds = Math.min(MAX_SECONDS, random.logNormal(MEDIAN_SECONDS, 0.9));
    const ends = begins + Math.round(seconds * 1000);
    const pages: Visit['pages'] = [];
    for (let at = begins; ; ) {
      at += Math.round((8 + random.exponential(SECONDS_A_PAGE)) * 1000);
      if (at >= ends) break;
      pages.push({ at, path: oneOf(random, PAGES[landing.site]) });
    }
    const id = count++;
    return {
      ...{ session: `s${id}`, visitor: visitor(), site: landing.site, source, begins, ends, pages },
      keyword: source.keywords ? oneOf(random, source.keywords) : null,
      clickId: source.clickId ? `demo-${id}` : null,
      saysGoodbye: random.uniform() < GOODBYES,
      landing: landing.path,
      call: random.uniform() < source.calls ? callOf(begins, ends) : null,
    };
  }

  function callOf(begins: number, ends: number): NonNullable<Visit['call']> {
    if (random.uniform() < CALLS_FROM_PAGE) {
      const at = begins + (ends - begins) * (0.2 + 0.75 * random.uniform());
      return { at: Math.round(at), isTapped: random.uniform() < TAPS };
    }
    const delay = Math.min(MAX_DELAY_SECONDS, random.logNormal(MEDIAN_DELAY_SECONDS, 1.6));
    return { at: ends + Math.round(delay * 1000), isTapped: false };
  }

  /** Draws the visits that begin on the local day of `midnight`. */
  return (midnight: Date): Visit[] => {
    const busy = WEEKDAYS[midnight.getDay()] ?? 1;
    const visits = Math.round(VISITS_A_DAY * busy * (0.88 + 0.24 * random.uniform()));
    return Array.from({ length: visits }, () => {
      const at = new Date(midnight);
      at.setHours(random.pick(HOURS), 0, 0, Math.floor(random.uniform() * 3_600_000));
      return visit(at.getTime());
    });
  };
}

export function oneOf<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random.uniform() * items.length)] as T;
}
