import { expect, it } from 'vitest';
import { digestOfRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';

it('there are ten recovery codes of 125 bits, all different', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[0-9a-z]{5}(-[0-9a-z]{5}){4}$/);
});

it('a recovery code is the same however it is typed', () => {
  const digest = digestOfRecoveryCode('0abc1-def23-45678-9gh0j-kmn1p');
  for (const typed of [
    '0ABC1-DEF23-45678-9GH0J-KMN1P',
    ' 0abc1def23456789gh0jkmn1p ',
    'oabcl def23 45678 9ghoj kmnip',
  ])
    expect(digestOfRecoveryCode(typed)).toBe(digest);
  expect(digestOfRecoveryCode('0abc1-def23-45678-9gh0j-kmn1q')).not.toBe(digest);
});
