import type { Touch } from './attribution.ts';
import { channelOf } from './channel.ts';
import type { SessionFacts } from './ledger.ts';

/**
 * What each click id says of where the visitor came from, by the tags' rules; of several the first counts. fbclid comes
 * with unpaid links too.
 */
const CLICKS: [id: string, source: string, medium: string][] = [
  ['wbraid', 'google', 'cpc'],
  ['gbraid', 'google', 'cpc'],
  ['gclid', 'google', 'cpc'],
  ['msclkid', 'bing', 'cpc'],
  ['ttclid', 'tiktok', 'cpc'],
  ['twclid', 'twitter', 'cpc'],
  ['li_fat_id', 'linkedin', 'cpc'],
  ['yclid', 'yandex', 'cpc'],
  ['fbclid', 'facebook', 'social'],
];

/** What brought the visitor to the session, as the page told; by its click id where it told no more. */
export function lastTouch({ values, page, referrer, clickIds }: SessionFacts): Touch | null {
  const { campaign, keyword, content } = values;
  const { source, medium } = values.source || values.medium ? values : trafficOf(clickIds);
  if (!source && !medium && !campaign && Object.keys(clickIds).length === 0) return null;
  return {
    source: source || null,
    medium: medium || null,
    campaign: campaign || null,
    keyword: keyword || null,
    content: content || null,
    // Whoever has a click id has clicked on something.
    channel: source || medium || campaign ? channelOf({ source, medium, campaign }) : 'Unassigned',
    page,
    referrer,
    clickIds,
  };
}

/** What brought the visitor the first time. Of that, tags tell source, medium and campaign. */
export function firstTouch({ values }: SessionFacts): Touch | null {
  const { firstSource: source, firstMedium: medium, firstCampaign: campaign } = values;
  if (!source && !medium && !campaign) return null;
  return {
    source: source || null,
    medium: medium || null,
    campaign: campaign || null,
    keyword: null,
    content: null,
    channel: channelOf({ source, medium, campaign }),
    page: null,
    referrer: null,
    clickIds: {},
  };
}

function trafficOf(clickIds: Record<string, string>): { source?: string; medium?: string } {
  const [, source, medium] = CLICKS.find(([id]) => clickIds[id]) ?? [];
  return source && medium ? { source, medium } : {};
}
