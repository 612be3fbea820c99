import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit.ts';
import { at } from '../../support/examples.ts';
import type { Bench } from './bench.ts';

export function auditContract(bench: Bench): void {
  describe('the audit log', () => {
    const changes = [
      {
        kind: 'sites',
        id: 'site_1',
        before: { name: 'A', 'a.b': { $c: 1 } },
        after: { name: 'B', 'a.b': null },
      },
    ];
    const noted = (id: string, second: number): AuditEntry => ({
      id,
      kind: 'key',
      key: 'key_1',
      address: '2001:db8::1',
      readsCallers: true,
      changes,
      name: 'Warehouse',
      method: 'GET',
      route: '/v1/calls/{id}',
      provider: 'prov_1',
      ids: ['call_1'],
      query: { 'a.b': 'x', $c: 'y' },
      status: 200,
      at: at(second).toISOString(),
      count: 1,
    });

    it('counts a repeated entry, lists the latest first, and expires', async () => {
      const { audit } = bench.store;
      await audit.note([]);
      await audit.note([noted('aud_1', 1), { ...noted('aud_2', 2), key: 'key_2', ids: [] }]);
      await audit.note([{ ...noted('aud_1', 5), count: 3 }]);
      const first = { ...noted('aud_1', 1), count: 4 };
      expect((await audit.list({ limit: 9 })).map(({ id }) => id)).toEqual(['aud_2', 'aud_1']);
      expect(await audit.list({ limit: 9, after: 'aud_2' })).toEqual([first]);
      expect(await audit.list({ limit: 9 }, { id: 'call_1' })).toEqual([first]);
      expect(await audit.list({ limit: 9 }, { key: 'key_2', route: '/v1/calls/{id}' })).toHaveLength(1);
      expect(await audit.list({ limit: 9 }, { provider: ['prov_0', 'prov_1'] })).toHaveLength(2);
      expect(await audit.list({ limit: 9 }, { provider: 'prov_2' })).toEqual([]);
      expect(await audit.list({ limit: 9 }, { since: at(0), until: at(1) })).toEqual([first]);
      expect(await audit.list({ limit: 9 }, { kind: 'person' })).toEqual([]);
      expect(await audit.list({ limit: 9 }, { kind: 'key', readsCallers: true })).toHaveLength(2);
      expect(await audit.list({ limit: 9 }, { readsCallers: false })).toEqual([]);
      await audit.note([{ ...noted('aud_0', 2), changes: [] }]);
      expect((await audit.list({ limit: 9 }, { hasChanges: true })).map(({ id }) => id)).toEqual([
        'aud_2',
        'aud_1',
      ]);
      expect((await audit.list({ limit: 9 }, { hasChanges: false })).map(({ id }) => id)).toEqual(['aud_0']);
      expect(await audit.expire(at(2), 9)).toBe(1);
      expect(await audit.expire(at(2), 9)).toBe(0);
      expect(await audit.list({ limit: 9 })).toHaveLength(2);
    });

    it('completes entries that an earlier version stored', async () => {
      const { audit } = bench.store;
      const { kind, address, readsCallers, changes, provider, ...earlier } = noted('aud_3', 3);
      await audit.note([earlier as AuditEntry]);
      const complete = { ...earlier, kind, address: null, readsCallers: false, changes: [], provider: null };
      expect(await audit.list({ limit: 9 }, { kind: 'key', readsCallers: false })).toEqual([complete]);
      expect(await audit.list({ limit: 9 }, { kind: 'person' })).toEqual([]);
      expect(await audit.list({ limit: 9 }, { readsCallers: true })).toEqual([]);
      await audit.note([{ ...noted('aud_4', 4), kind: 'person', key: 'per_1' }]);
      expect((await audit.list({ limit: 9 }, { kind: 'person' })).map(({ id }) => id)).toEqual(['aud_4']);
    });
  });
}
