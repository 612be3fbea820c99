/** GA4's default channel group, by the rules of its documentation. The first rule that matches decides. */

export const CHANNELS = [
  'Direct',
  'Cross-network',
  'Paid Shopping',
  'Paid Search',
  'Paid Social',
  'Paid Video',
  'Display',
  'Paid Other',
  'AI Assistant',
  'Organic Shopping',
  'Organic Social',
  'Organic Video',
  'Organic Search',
  'Referral',
  'Email',
  'Affiliates',
  'Audio',
  'SMS',
  'Mobile Push Notifications',
  'Unassigned',
] as const;
export type Channel = (typeof CHANNELS)[number];

export type Traffic = {
  source?: string | null | undefined;
  medium?: string | null | undefined;
  campaign?: string | null | undefined;
};

const PAID = /^(.*cp.*|ppc|retargeting|paid.*)$/;
const SHOPPING_CAMPAIGN = /^(.*(([^a-df-z]|^)shop|shopping).*)$/;
const DISPLAY = ['display', 'banner', 'expandable', 'interstitial', 'cpm'];
const SOCIAL = ['social', 'social-network', 'social-media', 'sm', 'social network', 'social media'];
const EMAIL = ['email', 'e-mail', 'e_mail', 'e mail'];

/** Sites that are known by the name before a public suffix, and sites that are known by one host. */
const isSearchSite = sites(
  'google bing yahoo duckduckgo ecosia baidu yandex naver seznam qwant brave ask aol sogou startpage daum rambler',
  'ya.ru so.com presearch.com search.brave.com',
);
const isSocialSite = sites(
  'facebook instagram linkedin twitter reddit pinterest tiktok tumblr quora snapchat weibo xing vk threads ' +
    'mastodon meetup livejournal disqus',
  't.co x.com t.me lnkd.in bsky.app fb.me wa.me whatsapp.com telegram.org line.me news.ycombinator.com ' +
    'business.facebook.com touch.facebook.com web.facebook.com old.reddit.com out.reddit.com away.vk.com',
);
const isVideoSite = sites(
  'youtube vimeo dailymotion twitch netflix hulu youku iqiyi bilibili',
  'youtu.be disneyplus.com',
);
const isShoppingSite = sites(
  'amazon ebay etsy walmart alibaba aliexpress shopify mercadolibre mercadolivre rakuten shopee lazada zalando idealo',
  'shopping.google.com igshopping shop.app',
);
const isAssistant = sites(
  'chatgpt openai perplexity claude deepseek',
  'chat.openai.com gemini.google.com bard.google.com copilot.microsoft.com copilot.com claude.ai anthropic.com ' +
    'perplexity.ai chat.mistral.ai meta.ai grok.com poe.com you.com chat.deepseek.com notebooklm.google.com gemini copilot',
);

/**
 * Returns the channel of a visit. GA4 puts some campaigns of Google Ads into other channels, by facts that only Google Ads
 * has.
 */
export function channelOf(traffic: Traffic): Channel {
  const source = fold(traffic.source);
  const medium = fold(traffic.medium);
  const campaign = fold(traffic.campaign);
  const isPaid = PAID.test(medium);
  const isShopping =
    isShoppingSite(source) || source === 'google shopping' || SHOPPING_CAMPAIGN.test(campaign);

  if (isDirect(source, medium)) return 'Direct';
  if (campaign.includes('cross-network')) return 'Cross-network';
  if (isShopping && isPaid) return 'Paid Shopping';
  if (isSearchSite(source) && isPaid) return 'Paid Search';
  if (isSocialSite(source) && isPaid) return 'Paid Social';
  if (isVideoSite(source) && isPaid) return 'Paid Video';
  if (DISPLAY.includes(medium)) return 'Display';
  if (isPaid) return 'Paid Other';
  // A channel of its own since 13 May 2026.
  if (medium === 'ai-assistant' || isAssistant(source)) return 'AI Assistant';
  if (isShopping) return 'Organic Shopping';
  if (isSocialSite(source) || SOCIAL.includes(medium)) return 'Organic Social';
  if (isVideoSite(source) || medium.includes('video')) return 'Organic Video';
  if (isSearchSite(source) || medium === 'organic') return 'Organic Search';
  if (['referral', 'app', 'link'].includes(medium)) return 'Referral';
  if (EMAIL.includes(source) || EMAIL.includes(medium)) return 'Email';
  if (medium === 'affiliate') return 'Affiliates';
  if (medium === 'audio') return 'Audio';
  if (source === 'sms' || medium === 'sms') return 'SMS';
  if (isPush(source, medium)) return 'Mobile Push Notifications';
  return 'Unassigned';
}

function isDirect(source: string, medium: string): boolean {
  if (source === '' && medium === '') return true;
  return source === '(direct)' && ['(none)', '(not set)'].includes(medium);
}

function isPush(source: string, medium: string): boolean {
  return source === 'firebase' || /push$|mobile|notification/.test(medium);
}

/**
 * Returns a test whether a source is one of the sites. For the name `facebook` it accepts `facebook`, `facebook.com` and
 * `m.facebook.co.uk`, but neither `not-facebook.com` nor `facebook.example.com`.
 */
function sites(names: string, hosts: string): (source: string) => boolean {
  const namePattern = RegExp(
    `^(?:(?:[a-z]{1,2}|www|search|mobile)\\.)*(?:${names.replaceAll(' ', '|')})(?:\\.(?:com?\\.[a-z]{2}|com|org|net|tv|[a-z]{2}))?$`,
  );
  const hostSet = new Set(hosts.split(' '));
  return (source) => namePattern.test(source) || hostSet.has(source.replace(/^(www|m)\./, ''));
}

function fold(value: string | null | undefined): string {
  return (value ?? '').trim().toLowerCase();
}
