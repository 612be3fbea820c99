import { describe, expect, it } from 'vitest';
import { type Credentials, newCredentials } from '../../../src/domain/credentials.ts';
import type { Bench } from './bench.ts';

const full: Credentials = {
  id: 'per_full',
  password: '$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaA',
  totp: 'sealed',
  recoveryCodes: ['a'.repeat(64), 'b'.repeat(64)],
  passkeys: [
    {
      ...{ id: 'cred_1', name: 'Laptop', publicKey: 'cG9zZQ', counter: 7, transports: ['internal'] },
      ...{ createdAt: '2026-03-01T12:00:00.000Z', usedAt: null },
    },
  ],
  subject: 'https://login.example 42',
  tickets: [{ purpose: 'reset', digest: 'c'.repeat(64), expiresAt: '2026-03-01T13:00:00.000Z' }],
  version: 0,
};

export function credentialsContract(bench: Bench): void {
  describe('credentials', () => {
    it('returns all members, and null for a person without any', async () => {
      const { credentials } = bench.store;
      const empty = newCredentials('per_new');
      await credentials.add(full, empty);
      expect(await credentials.get('per_full')).toEqual(full);
      expect(await credentials.get('per_new')).toEqual(empty);
      expect(await credentials.get('per_nobody')).toBeNull();
    });

    it('keeps the record when the same person is added again', async () => {
      const { credentials } = bench.store;
      await credentials.add(full);
      await credentials.add(newCredentials(full.id), newCredentials('per_new'));
      expect(await credentials.get(full.id)).toEqual(full);
      expect(await credentials.get('per_new')).not.toBeNull();
    });

    it('takes one of several changes of the same version, so that a one-time link works once', async () => {
      const another = await bench.openAnother();
      await bench.store.credentials.add(full);
      const changes = await Promise.all(
        [bench.store, another, bench.store, another].map((store, i) =>
          store.credentials.change(full, { password: `hash ${i}`, tickets: [] }),
        ),
      );
      const done = changes.filter((one) => one !== null);
      expect(done).toHaveLength(1);
      expect(await another.credentials.get(full.id)).toEqual(done[0]);
      expect(done[0]).toMatchObject({ version: 1, tickets: [], totp: 'sealed' });
    });

    it('removes the record once', async () => {
      const { credentials } = bench.store;
      await credentials.add(full);
      expect(await credentials.remove(full.id)).toBe(true);
      expect(await credentials.remove(full.id)).toBe(false);
      expect(await credentials.change(full, { totp: null })).toBeNull();
      expect(await credentials.get(full.id)).toBeNull();
    });
  });
}
