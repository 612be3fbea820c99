import { describe, expect, it } from 'vitest';
import { touchOf } from '../tags/touch.ts';
import { visitFacts } from './attribute.ts';
import { lastTouch } from './touches.ts';

const told = (values: Record<string, string>, clickIds: Record<string, string>) => ({
  values,
  visitor: null,
  page: null,
  referrer: null,
  clickIds,
});

describe('a touch that a server told by its click id alone', () => {
  it.each(['gclid', 'gbraid', 'wbraid', 'msclkid', 'yclid', 'li_fat_id', 'twclid', 'ttclid', 'fbclid'])(
    'is by %s what the tag makes of it',
    (name) => {
      const { source, medium } = touchOf(`https://shop.example/?${name}=x`, '');
      expect(lastTouch(told({}, { [name]: 'x' }))).toMatchObject({ source, medium });
    },
  );

  it('is paid search by gclid, also where it comes with others, and so is the attribution', () => {
    const facts = visitFacts(told({ keyword: 'roofs' }, { fbclid: 'f', gclid: 'g' }));
    const google = { source: 'google', medium: 'cpc', keyword: 'roofs', channel: 'Paid Search' };
    expect(facts).toMatchObject({ ...google, lastTouch: google });
  });

  it('is what is said where something is said', () => {
    const touch = lastTouch(told({ source: 'News', medium: 'email' }, { gclid: 'g' }));
    expect(touch).toMatchObject({ source: 'News', medium: 'email', channel: 'Email' });
  });

  it('says nothing by an id that is not known', () => {
    expect(lastTouch(told({}, { other: 'x' }))).toMatchObject({ source: null, channel: 'Unassigned' });
    expect(lastTouch(told({}, {}))).toBeNull();
  });
});
