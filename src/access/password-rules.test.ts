import { describe, expect, it } from 'vitest';
import type { Problem } from '../domain/problem.ts';
import { checkNewPassword } from './password-rules.ts';

const OWNER = { email: 'anna.berg@harbour-dental.example', name: 'Anna Berg' };
const faultOf = (password: string) =>
  checkNewPassword(password, OWNER).then(
    () => null,
    (error: Problem) => error.errors?.[0]?.detail ?? String(error),
  );

describe('a new password', () => {
  it.each([
    ['correct horse battery staple'],
    ['der Möwe Jonathan folgt ein Boot'],
    ['七つの海を渡る白い小舟のうた'],
    ['🐙🐳🐠🦀🐡🦑🐚🐟🐬🦈🐋🦞'],
    ['k8#Vq!z2Lw@p'],
    ['1f0b9a7c5e3d'],
    ['love 7391 4620 8153'],
    [`${'a'.repeat(64)} and then some other words`],
  ])('%s is taken', async (password) => {
    expect(await faultOf(password)).toBeNull();
  });

  it.each([
    ['short one', /at least 12 characters/],
    ['🐙🐙🐙', /at least 12 characters/],
    ['x'.repeat(129), /at most 128 characters/],
    ['my name is Anna today', /must not contain/],
    ['ANNA.berg likes water', /must not contain/],
    ['ｈａｒｂｏｕｒ dental by the sea', /must not contain/],
    ['an.na-berg likes water', /must not contain/],
    ['RingTrail is running', /must not contain/],
    ['1qaz2wsx3edc', /easy to guess/],
    ['Administrator', /easy to guess/],
    ['Password123!', /easy to guess/],
    ['P@ssw0rd2026!', /easy to guess/],
    ['passwordpassword', /easy to guess/],
    ['pass word pass word', /easy to guess/],
    ['qwertyuiop12', /easy to guess/],
    ['aaaaaaaaaaaaa', /easy to guess/],
    ['abcabcabcabcabc', /easy to guess/],
    ['123456789012', /easy to guess/],
    ['abcdefghijklmn', /easy to guess/],
    ['zyxwvutsrqponm', /easy to guess/],
    ['iloveyou 1234', /easy to guess/],
  ])('%s is refused in words', async (password, detail) => {
    expect(await faultOf(password)).toMatch(detail);
  });

  it('is not repeated by the refusal', async () => {
    expect(await faultOf('Password123!')).not.toContain('Password123!');
  });
});
