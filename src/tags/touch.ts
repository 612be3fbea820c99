import type { BucketValues, Criterion } from '../domain/bucket.ts';
import { shortened } from './address.ts';
import { referral } from './referral.ts';

/** What brought the visitor. */
export type Touch = {
  source: string;
  medium: string;
  campaign?: string | undefined;
  keyword?: string | undefined;
  /** Where the visitor is, as the page names it. A browser does not know. */
  location?: string | undefined;
  content?: string | undefined;
  clickIds: Record<string, string>;
  /** The page it led to, and the one it came from. */
  page: string;
  referrer: string;
};

/**
 * The click ids, each with the source and medium that it stands for: cpc if none. fbclid comes with unpaid links too.
 * Google Ads adds gad_source to every click, also where it leaves out the id.
 */
const CLICK_IDS =
  'fbclid/facebook/social yclid/yandex li_fat_id/linkedin twclid/twitter ttclid/tiktok msclkid/bing' +
  ' gad_source/google gclid/google gbraid/google wbraid/google';

/** What the gateway takes of a value, in characters. */
const MAX_VALUE_CHARS = 256;
const MAX_CLICK_ID_CHARS = 512;

export function touchOf(page: string, referrer: string): Touch {
  const { hostname, searchParams } = new URL(page);
  const parameter = (name: string, longest = MAX_VALUE_CHARS) =>
    (searchParams.get(name) || '').trim().slice(0, longest) || undefined;

  const from = referrer && new URL(referrer).hostname;
  let [source, medium] = from && !sameSite(from, hostname) ? referral(from) : ['(direct)', '(none)'];

  const clickIds: Record<string, string> = {};
  for (const known of CLICK_IDS.split(' ')) {
    const [name, itsSource, itsMedium = 'cpc'] = known.split('/') as [string, string];
    const value = parameter(name, MAX_CLICK_ID_CHARS);
    if (value) [clickIds[name], source, medium] = [value, itsSource, itsMedium];
  }

  const utmSource = parameter('utm_source');
  if (utmSource) [source, medium] = [utmSource, '(not set)'];
  return {
    source,
    medium: parameter('utm_medium') || medium,
    campaign: parameter('utm_campaign') || parameter('gad_campaignid'),
    keyword: parameter('utm_term'),
    content: parameter('utm_content'),
    clickIds,
    page: shortened(page),
    referrer: shortened(referrer),
  };
}

/**
 * Returns whether `touch` is a click on another ad or campaign than `last`. A reload, the way back and a link within the site are
 * not, though their addresses may name a campaign.
 */
export function isNewClick(last: Touch, touch: Touch): boolean {
  const campaign = campaignIn(touch.page);
  if (!campaign || campaign === campaignIn(last.page)) return false;
  const [arrival] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return (!arrival || arrival.type === 'navigate') && !isOwnLink(touch);
}

/** Returns the parameters of an address that name a click or a campaign. */
function campaignIn(page: string): string {
  return [...new URL(page).searchParams]
    .filter(([name]) => /^(utm|gad)_/.test(name) || ` ${CLICK_IDS}`.includes(` ${name}/`))
    .join();
}

function isOwnLink({ page, referrer }: Touch): boolean {
  return !!referrer && sameSite(new URL(referrer).hostname, new URL(page).hostname);
}

/**
 * Returns what a touch is by the site's bucketing criteria, and the bucket's identifier: the criteria with their values as JSON, so that no
 * value can run into the next. Values that differ only in case or white space are equal. A missing value counts as empty.
 */
export function bucketOf(
  criteria: readonly Criterion[],
  touch: Touch,
): { bucket: BucketValues; bucketId: string } {
  const bucket: BucketValues = {};
  const folded: BucketValues = {};
  for (const criterion of criteria) {
    bucket[criterion] = touch[criterion];
    folded[criterion] = (touch[criterion] || '').normalize().trim().replace(/\s+/g, ' ').toLowerCase();
  }
  return { bucket, bucketId: JSON.stringify(folded) };
}

/** One host is the other, or stands above it. */
function sameSite(...hosts: [string, string]): boolean {
  const [a, b] = hosts.map((host) => host.replace(/^(www)?\.?/, '.')) as typeof hosts;
  return a.endsWith(b) || b.endsWith(a);
}
