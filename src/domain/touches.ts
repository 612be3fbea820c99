import type { Touch } from './attribution.ts';
import { channelOf } from './channel.ts';
import type { SessionFacts } from './ledger.ts';

/**
 * The source and medium that a click id stands for, by the tags' rules. Of several ids the first counts. fbclid also
 * comes with unpaid links.
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

/**
 * Returns the touch that brought the visitor to the session, from the values that the page reported, or from its click
 * ids when it reported neither source nor medium. Null: the page reported nothing.
 */
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
    // A click id alone proves a click, so the visit is not direct.
    channel: source || medium || campaign ? channelOf({ source, medium, campaign }) : 'Unassigned',
    page,
    referrer,
    clickIds,
  };
}

/** Returns the touch of the visitor's first session. Tags report its source, medium and campaign. */
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
