import { describe, expect, it } from 'vitest';
import { diallingOf } from './dialling.ts';

describe('how a number is dialled inside its country', () => {
  it.each([
    ['+12025550199', {}],
    ['+390655501999', {}],
    ['+442079460018', { trunk: '0?', area: 2 }],
    ['+611300555019', { trunk: '0?' }],
    ['+3615550199', { trunk: '(06)?', area: 1 }],
    ['+74955550199', { trunk: '8?' }],
    ['+380445550199', { trunk: '8?0?', area: 2 }],
    ['+912255501999', { trunk: '(091)?0?' }],
    ['+5491155501999', { also: ['111555501999'], trunk: '0?' }],
    ['+6625550199', { trunk: '0?', area: 1, tail: '(?:-\\d{1,2}(?![\\d-]))?' }],
  ])('%s: %j', (number, expected) => {
    const { callingCode, national, ...rest } = diallingOf(number);
    expect(`+${callingCode}${national}`).toBe(number);
    expect(rest).toEqual(expected);
  });
});
