import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHANNELS, type Channel, channelOf, type Traffic } from './channel.ts';

const published = JSON.parse(
  readFileSync(new URL('../../test/vectors/ga4-channels.json', import.meta.url), 'utf8'),
) as { source: string; ga4_channels: (Traffic & { channel: Channel })[] };

/** By the documented rules, one or more for each of them. */
const BY_RULE: [source: string, medium: string, campaign: string, channel: Channel][] = [
  ['', '', '', 'Direct'],
  ['(direct)', '(not set)', '', 'Direct'],
  ['(direct)', 'email', '', 'Email'],
  ['google', 'cpc', 'Summer Cross-network', 'Cross-network'],
  ['amazon.de', 'cpc', '', 'Paid Shopping'],
  ['newsletter', 'paid', 'spring-shop', 'Paid Shopping'],
  ['newsletter', 'paid', 'bishop visits', 'Paid Other'],
  ['newsletter', 'paid', 'workshop days', 'Paid Other'],
  ['www.google.co.uk', 'cpc', '', 'Paid Search'],
  ['bing', 'cpm', '', 'Paid Search'],
  ['linkedin', 'paid_social', '', 'Paid Social'],
  ['vimeo.com', 'cpv', '', 'Paid Video'],
  ['news.example', 'banner', '', 'Display'],
  ['news.example', 'display', '', 'Display'],
  ['news.example', 'retargeting', '', 'Paid Other'],
  ['etsy.com', 'referral', '', 'Organic Shopping'],
  ['Google Shopping', '(not set)', '', 'Organic Shopping'],
  ['Google Shopping', 'cpc', '', 'Paid Shopping'],
  ['chatgpt.com', 'referral', '', 'AI Assistant'],
  ['chatgpt.com', '(not set)', '', 'AI Assistant'],
  ['chatgpt.com', 'ai-assistant', '', 'AI Assistant'],
  ['gemini.google.com', 'referral', '', 'AI Assistant'],
  ['claude.ai', 'referral', '', 'AI Assistant'],
  ['copilot.microsoft.com', 'referral', '', 'AI Assistant'],
  ['www.perplexity.ai', 'referral', '', 'AI Assistant'],
  ['chatgpt.com', 'cpc', '', 'Paid Other'],
  ['not-chatgpt.com', 'referral', '', 'Referral'],
  ['lnkd.in', 'referral', '', 'Organic Social'],
  ['m.facebook.com', 'referral', '', 'Organic Social'],
  ['web.facebook.com', 'referral', '', 'Organic Social'],
  ['out.reddit.com', 'referral', '', 'Organic Social'],
  ['away.vk.com', 'referral', '', 'Organic Social'],
  ['out.reddit.com.evil.example', 'referral', '', 'Referral'],
  ['somewhere', 'social-media', '', 'Organic Social'],
  ['youtu.be', 'referral', '', 'Organic Video'],
  ['somewhere', 'in-stream video', '', 'Organic Video'],
  ['search.yahoo.com', 'referral', '', 'Organic Search'],
  ['mystery-engine.example', 'organic', '', 'Organic Search'],
  ['news.example', 'referral', '', 'Referral'],
  ['not-linkedin.example', 'referral', '', 'Referral'],
  ['not-linkedin.com', 'referral', '', 'Referral'],
  ['linkedin.com.evil.example', 'referral', '', 'Referral'],
  ['google.evil.example', 'referral', '', 'Referral'],
  ['notgoogle.com', 'cpc', '', 'Paid Other'],
  ['spring', 'E-Mail', '', 'Email'],
  ['e mail', 'newsletter', '', 'Email'],
  ['partner', 'affiliate', '', 'Affiliates'],
  ['podcast', 'audio', '', 'Audio'],
  ['sms', 'reminder', '', 'SMS'],
  ['reminder', 'sms', '', 'SMS'],
  ['app', 'web push', '', 'Mobile Push Notifications'],
  ['firebase', 'anything', '', 'Mobile Push Notifications'],
  ['billboard', 'print', '', 'Unassigned'],
  ['News', '(not set)', '', 'Unassigned'],
];

describe("GA4's default channels", () => {
  it.each(published.ga4_channels)('of $source / $medium / $campaign are $channel, as published', (row) => {
    expect(channelOf(row)).toBe(row.channel);
  });

  it.each(BY_RULE)('of %j / %j / %j are %s', (source, medium, campaign, channel) => {
    expect(channelOf({ source, medium, campaign })).toBe(channel);
  });

  it('are each the channel of some traffic', () => {
    const reached = [
      ...published.ga4_channels.map(({ channel }) => channel),
      ...BY_RULE.map((row) => row[3]),
    ];
    expect(CHANNELS.filter((channel) => !reached.includes(channel))).toEqual([]);
  });
});
