import { describe, expect, it } from 'vitest';
import { touchOf } from '../tags/touch.ts';
import { visitFacts } from './attribute.ts';
import { lastTouch } from './touches.ts';

const factsOf = (values: Record<string, string>, clickIds: Record<string, string>) => ({
  values,
  visitor: null,
  page: null,
  referrer: null,
  clickIds,
});

describe('the touch of a page that reported only a click id', () => {
  it.each(['gclid', 'gbraid', 'wbraid', 'msclkid', 'yclid', 'li_fat_id', 'twclid', 'ttclid', 'fbclid'])(
    'has for %s the source and medium that the tag gives it',
    (name) => {
      const { source, medium } = touchOf(`https://shop.example/?${name}=x`, '');
      expect(lastTouch(factsOf({}, { [name]: 'x' }))).toMatchObject({ source, medium });
    },
  );

  it('is paid search for gclid, also beside other click ids, and so is the attribution', () => {
    const facts = visitFacts(factsOf({ keyword: 'roofs' }, { fbclid: 'f', gclid: 'g' }));
    const google = { source: 'google', medium: 'cpc', keyword: 'roofs', channel: 'Paid Search' };
    expect(facts).toMatchObject({ ...google, lastTouch: google });
  });

  it('has the reported source and medium in place of those of the click id', () => {
    const touch = lastTouch(factsOf({ source: 'News', medium: 'email' }, { gclid: 'g' }));
    expect(touch).toMatchObject({ source: 'News', medium: 'email', channel: 'Email' });
  });

  it('has no source for an unknown click id', () => {
    expect(lastTouch(factsOf({}, { other: 'x' }))).toMatchObject({ source: null, channel: 'Unassigned' });
    expect(lastTouch(factsOf({}, {}))).toBeNull();
  });
});
