import { describe, expect, it } from 'vitest';
import { continued, sessionIn } from './session.ts';
import { touchOf } from './touch.ts';

const MINUTE = 60_000;
const SHOP = 'https://shop.example/';
const first = touchOf('https://shop.example/?utm_source=news', '');
const later = touchOf('https://shop.example/', '');

describe('the session', () => {
  it('keeps its touch while the pauses are shorter than half an hour', () => {
    const begun = continued(undefined, 0, first);
    const on = continued(continued(begun, 29 * MINUTE, later), 58 * MINUTE, later);
    expect(on).toEqual({ ...begun, seen: 58 * MINUTE });
  });

  it('is another after half an hour, of the same visitor, with the new touch', () => {
    const begun = continued(undefined, 0, first);
    const next = continued(begun, 30 * MINUTE, later);
    expect(next.id).not.toBe(begun.id);
    expect(next).toMatchObject({ visitor: begun.visitor, touch: later });
  });

  it.each([
    ['an organic visit', '', 'https://www.google.com/', '?gclid=AdClick1', 'google / cpc'],
    ['another ad', '?gclid=A1&utm_campaign=a', '', '?gclid=B2&utm_campaign=b', 'google / cpc'],
    ['a direct visit', '', '', '?utm_source=news&utm_medium=email', 'news / email'],
    ['an ad elsewhere', '?gclid=A1', '', '?msclkid=M1', 'bing / cpc'],
  ])(
    'is another when a click on an ad or campaign follows %s',
    (_what, before, referrer, query, expected) => {
      const begun = continued(undefined, 0, touchOf(SHOP + before, referrer));
      const click = touchOf(SHOP + query, '');
      const next = continued(begun, MINUTE, click);
      expect(next.id).not.toBe(begun.id);
      expect(next).toMatchObject({ visitor: begun.visitor, first: begun.first, touch: click });
      expect(`${next.touch.source} / ${next.touch.medium}`).toBe(expected);
      expect(continued(next, 2 * MINUTE, click).id).toBe(next.id);
    },
  );

  it.each([
    ['a reload', '?gclid=A1', ''],
    ['a page without a campaign', '', ''],
    ['a page with other parameters', '?id=7&page=2', ''],
    ['another site without a campaign, such as a payment page', '', 'https://pay.example/done'],
    ['a link within the site that names a campaign', '?utm_source=footer', 'https://shop.example/about'],
    ['a link from a subdomain', '?utm_source=blog', 'https://blog.shop.example/'],
  ])('is the same after %s', (_what, query, referrer) => {
    const begun = continued(undefined, 0, touchOf(`${SHOP}?gclid=A1`, ''));
    expect(continued(begun, MINUTE, touchOf(SHOP + query, referrer)).id).toBe(begun.id);
  });

  it('is another where the clock was set back', () => {
    const begun = continued(undefined, 90 * MINUTE, first);
    expect(continued(begun, 0, later).id).not.toBe(begun.id);
  });

  it.each([null, undefined, 5, '{', {}, { id: 'a', visitor: 'b' }, { id: 'a', visitor: 'b', touch: {} }])(
    'is not taken for %j',
    (stored) => {
      expect(sessionIn(stored)).toBeUndefined();
    },
  );

  it('is read as it was written', () => {
    const session = continued(undefined, 5, first);
    expect(sessionIn(JSON.parse(JSON.stringify(session)))).toMatchObject({ id: session.id, seen: 5 });
  });
});
