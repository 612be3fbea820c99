import { describe, expect, it } from 'vitest';
import { shareRecord } from '../domain/records/share.ts';
import { Directory, digestOf } from '../registry/port.ts';
import { Holders } from './holders.ts';

describe('the bearer of a share link', () => {
  it('is known until its end', () => {
    const directory = new Directory();
    const end = new Date('2026-03-01T00:00:00Z');
    let now = new Date(end.getTime() - 1);
    const share = {
      ...{ provider: 'prov_1', name: 'For the client', shows: 'calls' as const, query: {} },
      ...{ expiresAt: end.toISOString(), digest: digestOf('rts_secret') },
    };
    directory.put('shares', shareRecord.begin(share, now));
    const holders = new Holders({
      ...{
        directory,
        findKey: () => undefined,
        isKeyValid: () => false,
        requireSecondFactor: false,
        now: () => now,
        endOfKey: () => undefined,
      },
      sessions: undefined as never,
    });
    expect(holders.ofBearer('rts_secret')).toMatchObject({ kind: 'share', name: 'For the client' });
    expect(holders.ofBearer('rts_other')).toBeNull();
    now = end;
    expect(() => holders.ofBearer('rts_secret')).toThrow(`This share link ended on ${end.toISOString()}.`);
  });
});
