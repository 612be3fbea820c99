import { expect, it } from 'vitest';
import { editParts } from './parts.ts';

it('lays what is as long as before over the parts', () => {
  expect(editParts(['a12', '34b', '56'], [{ start: 1, end: 8, text: '98-76.5' }])).toEqual([
    'a98',
    '-76',
    '.5',
  ]);
});

it('puts what is longer or shorter into the first part', () => {
  expect(editParts(['a12', '34', '56b'], [{ start: 1, end: 7, text: 'xyz' }])).toEqual(['axyz', '', 'b']);
});

it('carries out several edits, whatever their lengths', () => {
  const edits = [
    { start: 0, end: 2, text: 'long' },
    { start: 4, end: 6, text: '' },
  ];
  expect(editParts(['12', '-', '345-'], edits)).toEqual(['long', '-', '3-']);
});
