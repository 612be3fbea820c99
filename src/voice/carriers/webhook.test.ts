import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fieldsIn } from './webhook.ts';

it('a form is parsed as URLSearchParams parses it', () => {
  const piece = fc.constantFrom(
    'a',
    '=',
    '&',
    '+',
    '%',
    '%2',
    '%2B',
    '%C3%B1',
    '%ff',
    '%00',
    'ñ',
    '📞',
    ' ',
    ';',
    '?',
  );
  const any = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(any, (form) => {
      expect(fieldsIn(form)).toEqual([...new URLSearchParams(`&${form}`)]);
    }),
    { numRuns: 2000 },
  );
});
