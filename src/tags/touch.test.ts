import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestedBucket } from '../allocation/requested-bucket.ts';
import { bucketId as bucketIdOf, CRITERIA } from '../domain/bucket.ts';
import { bucketOf, touchOf } from './touch.ts';

const PAGE = 'https://www.shop.example/';

describe('what brought the visitor', () => {
  it.each([
    ['', '(direct) / (none)'],
    ['https://www.google.com/', 'google / organic'],
    ['https://google.co.uk/', 'google / organic'],
    ['https://uk.search.yahoo.com/search', 'yahoo / organic'],
    ['https://duckduckgo.com/', 'duckduckgo / organic'],
    ['https://mail.google.com/', 'mail.google.com / referral'],
    ['https://google.evil.example/', 'google.evil.example / referral'],
    ['https://notgoogle.com/', 'notgoogle.com / referral'],
    ['https://l.facebook.com/', 'facebook / social'],
    ['https://www.linkedin.com/', 'linkedin / social'],
    ['https://t.co/abc', 't.co / social'],
    ['https://not-linkedin.example/', 'not-linkedin.example / referral'],
    ['https://not-linkedin.com/', 'not-linkedin.com / referral'],
    ['https://linkedin.com.evil.example/', 'linkedin.com.evil.example / referral'],
    ['https://news.example/story', 'news.example / referral'],
    ['https://www.shop.example/other', '(direct) / (none)'],
    ['https://shop.example/', '(direct) / (none)'],
    ['https://blog.shop.example/', '(direct) / (none)'],
    ['https://othershop.example/', 'othershop.example / referral'],
  ])('coming from %j is %s', (referrer, expected) => {
    const { source, medium } = touchOf(PAGE, referrer);
    expect(`${source} / ${medium}`).toBe(expected);
  });

  it.each([
    ['?gclid=a', 'google / cpc'],
    ['?gbraid=a', 'google / cpc'],
    ['?gad_source=1&gad_campaignid=22', 'google / cpc'],
    ['?msclkid=a', 'bing / cpc'],
    ['?msclkid=a&gclid=b', 'google / cpc'],
    ['?fbclid=a', 'facebook / social'],
    ['?utm_source=News&utm_medium=email&gclid=a', 'News / email'],
    ['?utm_source=News', 'News / (not set)'],
    ['?utm_medium=email', 'news.example / email'],
    ['?utm_source=%20&utm_medium=', 'news.example / referral'],
  ])('by the address %s is %s', (query, expected) => {
    const { source, medium } = touchOf(PAGE + query, 'https://news.example/');
    expect(`${source} / ${medium}`).toBe(expected);
  });

  it('has its names and click ids', () => {
    const query = '?utm_source=s&utm_medium=m&utm_campaign=c&utm_term=t&utm_content=n&gclid=g&wbraid=w';
    expect(touchOf(PAGE + query, '')).toEqual({
      source: 's',
      medium: 'm',
      campaign: 'c',
      keyword: 't',
      content: 'n',
      clickIds: { gclid: 'g', wbraid: 'w' },
      page: PAGE + query,
      referrer: '',
    });
  });

  it.each([
    ['?gclid=a&utm_campaign=May', 'May'],
    ['?gclid=a&gad_source=1&gad_campaignid=22', '22'],
    ['?gclid=a&gad_campaignid=22&utm_campaign=May', 'May'],
    ['?gclid=a', undefined],
  ])('has the campaign of the address %s', (query, campaign) => {
    expect(touchOf(PAGE + query, '').campaign).toBe(campaign);
  });

  it('is no longer than the gateway takes', () => {
    const touch = touchOf(`${PAGE}?utm_source=${'s'.repeat(3000)}&gclid=${'g'.repeat(3000)}`, '');
    expect([touch.source.length, touch.clickIds.gclid?.length, touch.page.length]).toEqual([256, 512, 2048]);
  });
});

describe('the bucket', () => {
  it("has the values of the site's criteria only", () => {
    const touch = touchOf(`${PAGE}?utm_source=S&utm_medium=m&utm_term=t`, '');
    expect(bucketOf(['source', 'keyword', 'campaign', 'location'], touch)).toEqual({
      bucket: { source: 'S', keyword: 't' },
      bucketId: '{"source":"s","keyword":"t","campaign":"","location":""}',
    });
  });

  it('has the identifier that the gateway forms from the values', () => {
    const text = fc.string({ unit: 'binary', maxLength: 256 });
    const criteria = fc.shuffledSubarray([...CRITERIA], { minLength: 1 });
    fc.assert(
      fc.property(criteria, text, text, (used, source, location) => {
        const touch = {
          ...touchOf(`${PAGE}?utm_campaign=${encodeURIComponent(source)}`, ''),
          location,
          source,
        };
        const { bucket, bucketId } = bucketOf(used, touch);
        const sent = JSON.parse(JSON.stringify({ bucket, context: { bucketId } }));
        expect(requestedBucket(sent, used)).toEqual(sent.bucket);
        expect(bucketId).toBe(bucketIdOf(used, sent.bucket));
      }),
    );
  });
});
