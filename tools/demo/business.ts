/** The made-up electrician of the demo: where visitors come from, what they read, and when they call. */

/** A page of one of the two sites. */
type Landing = { site: SiteName; path: string };
export type SiteName = 'main' | 'chargers';

/** A source of visitors. `weight` is its share of visits, `calls` the share of its visitors who call. */
export type Source = {
  values: { source: string; medium: string; campaign?: string };
  keywords?: readonly string[];
  /** The parameter of the ad's click id. */
  clickId?: string;
  referrer: string | null;
  landings: readonly Landing[];
  weight: number;
  calls: number;
};

const main = (path: string): Landing => ({ site: 'main', path });
const chargers = (path: string): Landing => ({ site: 'chargers', path });

export const SOURCES: readonly Source[] = [
  {
    values: { source: 'google', medium: 'cpc', campaign: 'Emergency electrician' },
    keywords: ['emergency electrician near me', '24 hour electrician', 'power outage in house'],
    clickId: 'gclid',
    referrer: 'https://www.google.com/',
    landings: [main('/emergency')],
    ...{ weight: 16, calls: 0.06 },
  },
  {
    values: { source: 'google', medium: 'cpc', campaign: 'Panel upgrades' },
    keywords: ['electrical panel upgrade', 'fuse box replacement cost', '200 amp service'],
    clickId: 'gclid',
    referrer: 'https://www.google.com/',
    landings: [main('/panel-upgrades')],
    ...{ weight: 10, calls: 0.032 },
  },
  {
    values: { source: 'google', medium: 'cpc', campaign: 'EV chargers' },
    keywords: ['ev charger installation', 'level 2 charger electrician', 'tesla wall connector install'],
    clickId: 'gclid',
    referrer: 'https://www.google.com/',
    landings: [chargers('/home-chargers')],
    ...{ weight: 9, calls: 0.03 },
  },
  {
    values: { source: 'bing', medium: 'cpc', campaign: 'Emergency electrician' },
    keywords: ['electrician near me', 'emergency electrician'],
    clickId: 'msclkid',
    referrer: 'https://www.bing.com/',
    landings: [main('/emergency')],
    ...{ weight: 4, calls: 0.05 },
  },
  {
    values: { source: 'google', medium: 'organic' },
    referrer: 'https://www.google.com/',
    landings: [main('/'), main('/services'), main('/wiring'), main('/guides/flickering-lights')],
    ...{ weight: 30, calls: 0.019 },
  },
  {
    values: { source: 'facebook', medium: 'paid_social', campaign: 'Spring safety check' },
    clickId: 'fbclid',
    referrer: 'https://www.facebook.com/',
    landings: [main('/safety-check'), chargers('/home-chargers')],
    ...{ weight: 10, calls: 0.009 },
  },
  {
    values: { source: 'yelp.com', medium: 'referral' },
    referrer: 'https://www.yelp.com/',
    landings: [main('/')],
    ...{ weight: 6, calls: 0.055 },
  },
  {
    values: { source: 'newsletter', medium: 'email', campaign: 'Winter checklist' },
    referrer: null,
    landings: [main('/safety-check')],
    ...{ weight: 3, calls: 0.024 },
  },
  {
    values: { source: '(direct)', medium: '(none)' },
    referrer: null,
    landings: [main('/'), main('/contact')],
    ...{ weight: 12, calls: 0.045 },
  },
];

/** The pages that visitors open after the first one. */
export const PAGES: Readonly<Record<SiteName, readonly string[]>> = {
  main: ['/', '/services', '/prices', '/reviews', '/contact', '/panel-upgrades', '/wiring', '/emergency'],
  chargers: ['/home-chargers', '/prices', '/rebates', '/contact'],
};

/** The visits of each weekday, Sunday first, and of each hour, as shares of a busy one. */
export const WEEKDAYS = [0.5, 1.1, 1, 0.95, 1, 1.05, 0.7] as const;
export const HOURS = [
  2, 1, 1, 1, 1, 3, 8, 22, 42, 55, 58, 52, 45, 46, 48, 50, 55, 60, 58, 50, 40, 28, 14, 6,
] as const;

/** The visits of an ordinary weekday. */
export const VISITS_A_DAY = 700;

/** The office answers in these hours. Outside them the emergency line answers some calls. */
export const OFFICE = { from: 8, to: 18 } as const;

/** What the office writes down about a call that it has answered. */
export const JOBS = [
  { tag: 'emergency', value: 340, note: 'Half of the house without power. Sent the van at once.' },
  { tag: 'panel', value: 2400, note: 'Wants a quote for a 200 amp panel. Site visit agreed.' },
  { tag: 'ev charger', value: 1150, note: 'Has a charger already, needs the circuit and the permit.' },
  { tag: 'wiring', value: 620, note: 'Two outlets in the kitchen and a light in the hall.' },
  { tag: 'safety check', value: 189, note: 'Moves in next month and wants the check before that.' },
] as const;
