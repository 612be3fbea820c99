/** `facebook.com` and `m.facebook.co.uk` have the name facebook; `not-facebook.com` and `facebook.example` have not. */
const named = (names: string, hosts: string) =>
  RegExp(
    `^(?:(?:[a-z]{1,2}|www|search)\\.)*(?:(${names})\\.(?:com?\\.[a-z]{2}|com|org|net|[a-z]{2})|${hosts})$`,
  );

/** Source and medium of a visit that came by a link on `host`. */
export function referral(host: string): [source: string, medium: string] {
  const search = named(
    'google|bing|yahoo|duckduckgo|ecosia|baidu|yandex|naver|seznam|qwant|brave',
    'ya\\.ru',
  ).exec(host);
  const social = named(
    'facebook|instagram|linkedin|twitter|reddit|pinterest|tiktok|tumblr|quora|snapchat|weibo|xing|vk',
    't\\.co|x\\.com|t\\.me|lnkd\\.in|bsky\\.app|threads\\.com',
  ).exec(host);
  if (search) return [search[1] || host, 'organic'];
  if (social) return [social[1] || host, 'social'];
  return [host, 'referral'];
}
