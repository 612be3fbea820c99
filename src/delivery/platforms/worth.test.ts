import { expect, it } from 'vitest';
import { worthOf } from './worth.ts';

const settings = { value: 20, currency: 'EUR' };
const said = (value: number | null, currency: string | null) => ({
  qualification: { qualified: true, spam: false, value, currency, at: '2026-03-02T09:00:00.000Z' },
});

it('the value of a call is the reported one, or else that of the settings, each in its own currency', () => {
  expect(worthOf({ qualification: null }, settings)).toEqual(settings);
  expect(worthOf(said(950, 'USD'), settings)).toEqual({ value: 950, currency: 'USD' });
  expect(worthOf(said(0, 'USD'), settings)).toEqual({ value: 0, currency: 'USD' });
  expect(worthOf(said(null, 'USD'), settings)).toEqual(settings);
  expect(worthOf(said(null, null), settings)).toEqual(settings);
  expect(worthOf(said(950, null), settings), 'in the one that is usual there').toEqual({
    value: 950,
    currency: 'EUR',
  });
  expect(worthOf(said(950, null), { value: null, currency: null })).toBeNull();
});
