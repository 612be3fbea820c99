import { describe, expect, it } from 'vitest';
import { apiKey } from '../../test/support/examples.ts';
import { checkedLog } from '../../test/support/log-lines.ts';
import { Directory } from './directory.ts';
import { EndingKeys } from './ending-keys.ts';
import { Keys } from './find-key.ts';
import { FirstKey } from './first-key.ts';
import { digestOf } from './key-digest.ts';

const END = '2026-03-01T12:00:00.000Z';
const msBefore = (iso: string, ms = 1) => new Date(Date.parse(iso) - ms);

function setUp(at: Date, configured = 'the-first') {
  const directory = new Directory();
  const clock = { now: at };
  const now = () => clock.now;
  const first = new FirstKey(directory, { secret: configured, setBy: 'RINGTRAIL_ADMIN_KEY' }, now);
  return { directory, clock, now, first, keys: new Keys(directory, first, now) };
}

describe('a key', () => {
  it('opens nothing from the moment at which it expires, and its bearer learns when that was', () => {
    const { directory, clock, keys } = setUp(msBefore(END));
    const digest = digestOf('secret');
    directory.put('keys', { ...apiKey('key_1', digest), expiresAt: END });
    expect(keys.find('secret')?.id).toBe('key_1');
    expect(keys.isValid({ id: 'key_1', digest })).toBe(true);
    expect(keys.findEnded('secret')).toBeUndefined();
    clock.now = new Date(END);
    expect(keys.find('secret')).toBeUndefined();
    expect(keys.isValid({ id: 'key_1', digest })).toBe(false);
    expect(keys.findEnded('secret')).toMatchObject({ key: { id: 'key_1' }, endedAt: END });
    expect(keys.findEnded('another')).toBeUndefined();
    expect(keys.find('the-first')?.providers).toBeNull();
  });

  it('of an earlier version is bound to no provider and has no end', () => {
    const { directory, keys } = setUp(new Date());
    const { providers: _, expiresAt: __, ...earlier } = apiKey('key_1', digestOf('secret'));
    directory.put('keys', earlier as ReturnType<typeof apiKey>);
    expect(keys.find('secret')).toMatchObject({ id: 'key_1', providers: null });
  });

  it('with a new secret is found by the former one until its time', () => {
    const { directory, clock, keys } = setUp(msBefore(END));
    const former = { digest: digestOf('former'), until: END };
    directory.put('keys', { ...apiKey('key_1', digestOf('secret')), former });
    expect(keys.find('former')).toMatchObject({ id: 'key_1', digest: former.digest });
    clock.now = new Date(END);
    expect(keys.find('former')).toBeUndefined();
    expect(keys.isValid({ id: 'key_1', digest: former.digest })).toBe(false);
    expect(keys.findEnded('former')?.endedAt).toBe(END);
    expect(keys.find('secret')?.id).toBe('key_1');
  });
});

describe('the first key', () => {
  const replacement = (secret: string, replaced: string[]) => ({
    ...apiKey('admin', digestOf(secret)),
    replaced: replaced.map(digestOf),
  });

  it('opens nothing once a stored key has its place', () => {
    const { directory, keys, first } = setUp(new Date());
    const digest = digestOf('the-first');
    expect(keys.isValid({ id: 'admin', digest })).toBe(true);
    directory.put('keys', replacement('another', ['the-first']));
    expect(keys.find('the-first')).toBeUndefined();
    expect(keys.isValid({ id: 'admin', digest })).toBe(false);
    expect(keys.find('another')?.id).toBe('admin');
    expect(first.record.setBy).toBeUndefined();
  });

  it('of another configured secret opens the API again', () => {
    const { directory, keys, first } = setUp(new Date(), 'the-second');
    directory.put('keys', {
      ...replacement('another', ['the-first']),
      expiresAt: '2020-01-01T00:00:00.000Z',
    });
    expect(keys.find('another')).toBeUndefined();
    expect(keys.find('the-second')).toMatchObject({ id: 'admin', scopes: ['admin'] });
    expect(first.record).toMatchObject({ expiresAt: null, setBy: 'RINGTRAIL_ADMIN_KEY' });
  });
});

describe('keys that end', () => {
  const DAY = 86_400_000;

  it('are logged once a day, from 14 days before', () => {
    const lines: string[] = [];
    const { directory, clock, now } = setUp(msBefore(END, 14 * DAY + 1));
    const key = { ...apiKey('key_1', 'digest'), expiresAt: END };
    directory.put('keys', key);
    directory.put('keys', apiKey('key_2', 'other'));
    const ending = new EndingKeys({ directory, now, log: checkedLog('warn', (line) => lines.push(line)) });
    ending.warn();
    expect([ending.soon(), lines]).toEqual([[], []]);
    clock.now = msBefore(END, 14 * DAY);
    ending.warn();
    ending.warn();
    expect(ending.soon().map(({ id }) => id)).toEqual(['key_1']);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('a key ends soon');
    clock.now = msBefore(END, 12 * DAY);
    ending.warn();
    expect(lines).toHaveLength(2);
    clock.now = new Date(END);
    ending.warn();
    expect(ending.soon()).toEqual([]);
    for (let i = 0; i < 3; i++) ending.warnOfUse(key, END);
    expect(lines).toHaveLength(3);
    expect(lines[2]).toContain('a key that has ended is in use');
  });
});
