import type { Touch } from './attribution.ts';
import { channelOf } from './channel.ts';
import type { SessionFacts } from './ledger.ts';

/** What brought the visitor to the session, as the page told. */
export function lastTouch({ values, page, referrer, clickIds }: SessionFacts): Touch | null {
  const { source, medium, campaign, keyword, content } = values;
  if (!source && !medium && !campaign && Object.keys(clickIds).length === 0) return null;
  return {
    source: source || null,
    medium: medium || null,
    campaign: campaign || null,
    keyword: keyword || null,
    content: content || null,
    channel: channelOf({ source, medium, campaign }),
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
