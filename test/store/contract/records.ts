import { describe, expect, it } from 'vitest';
import { Conflict } from '../../../src/store/port.ts';
import {
  apiKey,
  block,
  endpoint,
  pool,
  provider,
  reattribution,
  site,
  virtualNumber,
} from '../../support/examples.ts';
import type { Bench } from './bench.ts';

export function recordsContract(bench: Bench): void {
  describe('records', () => {
    it('returns each added record, of every kind', async () => {
      const { store } = bench;
      const added = {
        provider: provider('prov_1'),
        pool: pool('pool_1', 'prov_1'),
        number: virtualNumber('num_1', '+12025550111'),
        site: site('site_1'),
        endpoint: endpoint('end_1'),
        key: apiKey('key_1', 'd1'),
        reattribution: reattribution('reat_1'),
        block: block('blk_1', '+12125550177', { note: 'Calls every day' }),
      };
      await store.providers.add(added.provider);
      await store.pools.add(added.pool);
      await store.numbers.add(added.number);
      await store.sites.add(added.site);
      await store.endpoints.add(added.endpoint);
      await store.keys.add(added.key);
      await store.reattributions.add(added.reattribution);
      await store.blocks.add(added.block);
      expect(await store.providers.get('prov_1')).toEqual(added.provider);
      expect(await store.pools.get('pool_1')).toEqual(added.pool);
      expect(await store.numbers.get('num_1')).toEqual(added.number);
      expect(await store.sites.get('site_1')).toEqual(added.site);
      expect(await store.endpoints.get('end_1')).toEqual(added.endpoint);
      expect(await store.keys.get('key_1')).toEqual(added.key);
      expect(await store.blocks.get('blk_1')).toEqual(added.block);
      expect(await store.reattributions.get('reat_1')).toEqual(added.reattribution);
    });

    it('returns null for a record that was never added', async () => {
      expect(await bench.store.sites.get('site_1')).toBeNull();
      expect(await bench.store.sites.list({ limit: 10 })).toEqual([]);
    });

    it('accepts an empty list of records', async () => {
      const { numbers } = bench.store;
      await numbers.add();
      await numbers.add(virtualNumber('num_1', '+12025550111'), virtualNumber('num_2', '+12025550112'));
      expect(await numbers.list({ limit: 10 })).toHaveLength(2);
    });

    it('adds none of several records when one id is taken', async () => {
      const { numbers } = bench.store;
      const first = virtualNumber('num_3', '+12025550113');
      await numbers.add(first);
      const more = [
        virtualNumber('num_1', '+12025550111'),
        virtualNumber('num_2', '+12025550112'),
        virtualNumber('num_3', '+12025550114'),
        virtualNumber('num_4', '+12025550115'),
      ];
      await expect(numbers.add(...more)).rejects.toBeInstanceOf(Conflict);
      expect(await numbers.list({ limit: 10 })).toEqual([first]);
    });

    it('adds none of several numbers when one is taken or comes twice', async () => {
      const { numbers } = bench.store;
      const first = virtualNumber('num_9', '+12025550119');
      await numbers.add(first);
      const other = virtualNumber('num_1', '+12025550111');
      await expect(numbers.add(other, virtualNumber('num_2', '+12025550119'))).rejects.toBeInstanceOf(
        Conflict,
      );
      await expect(numbers.add(other, virtualNumber('num_2', '+12025550111'))).rejects.toBeInstanceOf(
        Conflict,
      );
      expect(await numbers.list({ limit: 10 })).toEqual([first]);
    });

    it('adds a number once when two callers add it at once', async () => {
      const another = await bench.openAnother();
      const results = await Promise.allSettled([
        bench.store.numbers.add(virtualNumber('num_1', '+12025550111')),
        another.numbers.add(virtualNumber('num_2', '+12025550111')),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await another.numbers.list({ limit: 10 })).toHaveLength(1);
    });

    it('refuses a second key with the same digest', async () => {
      const { keys } = bench.store;
      await keys.add(apiKey('key_1', 'd1'));
      await expect(keys.add(apiKey('key_2', 'd1'))).rejects.toBeInstanceOf(Conflict);
      await keys.add(apiKey('key_2', 'd2'));
    });

    it('names the cause of a conflict', async () => {
      const { sites } = bench.store;
      await sites.add(site('site_1'));
      const error = await sites.add(site('site_1')).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'Conflict', cause: expect.any(Error) });
    });

    it('lists records in the order of ids, page by page', async () => {
      const { sites } = bench.store;
      await sites.add(site('site_b'), site('site_B'), site('site_a'), site('site_10'), site('site_9'));
      const ids = async (page: { limit: number; after?: string }) =>
        (await sites.list(page)).map(({ id }) => id);
      expect(await ids({ limit: 10 })).toEqual(['site_10', 'site_9', 'site_B', 'site_a', 'site_b']);
      expect(await ids({ limit: 2 })).toEqual(['site_10', 'site_9']);
      expect(await ids({ limit: 2, after: 'site_9' })).toEqual(['site_B', 'site_a']);
      expect(await ids({ limit: 2, after: 'site_a' })).toEqual(['site_b']);
      expect(await ids({ limit: 2, after: 'site_zz' })).toEqual([]);
      expect(await ids({ limit: 0 })).toEqual([]);
    });

    it('continues a list after an id that does not exist', async () => {
      const { sites } = bench.store;
      await sites.add(site('site_a'), site('site_c'));
      expect(await sites.list({ limit: 10, after: 'site_b' })).toEqual([site('site_c')]);
    });

    it('narrows a list to one owner or to several at once', async () => {
      const { sites, endpoints } = bench.store;
      await sites.add(
        site('site_1', { provider: 'prov_1', pool: 'pool_1' }),
        site('site_2', { provider: 'prov_1', pool: 'pool_2' }),
        site('site_3', { provider: 'prov_2', pool: 'pool_3' }),
      );
      await endpoints.add(endpoint('end_1', { site: 'site_1' }), endpoint('end_2', { site: 'site_2' }));
      const ids = (records: { id: string }[]) => records.map(({ id }) => id);
      const page = { limit: 10 };
      expect(ids(await sites.list(page, { provider: 'prov_1' }))).toEqual(['site_1', 'site_2']);
      expect(ids(await sites.list(page, { provider: ['prov_1', 'prov_2'] }))).toHaveLength(3);
      expect(ids(await sites.list(page, { provider: [] }))).toEqual([]);
      expect(ids(await sites.list(page, {}, ['site_2', 'site_9']))).toEqual(['site_2']);
      expect(ids(await sites.list({ limit: 9, after: 'site_2' }, {}, ['site_2']))).toEqual([]);
      expect(ids(await sites.list(page, { pool: 'pool_2' }))).toEqual(['site_2']);
      expect(ids(await sites.list(page, { provider: 'prov_2', pool: 'pool_2' }))).toEqual([]);
      expect(ids(await sites.list({ limit: 1, after: 'site_1' }, { provider: 'prov_1' }))).toEqual([
        'site_2',
      ]);
      expect(ids(await endpoints.list(page, { site: 'site_2' }))).toEqual(['end_2']);
      expect(ids(await sites.list(page, {}))).toHaveLength(3);
      expect(ids(await sites.list(page, { provider: undefined }))).toHaveLength(3);
    });

    it('lists no record for an owner that the kind does not have', async () => {
      const { providers, pools } = bench.store;
      await providers.add(provider('prov_1'));
      await pools.add(pool('pool_1', 'prov_1'));
      expect(await providers.list({ limit: 10 }, { provider: 'prov_1' })).toEqual([]);
      expect(await pools.list({ limit: 10 }, { site: 'site_1' })).toEqual([]);
    });

    it('replaces all members of a record', async () => {
      const { sites } = bench.store;
      await sites.add(site('site_1'), site('site_2'));
      const changed = site('site_1', { name: 'Another name', pool: 'pool_2', origins: [] });
      expect(await sites.replace(changed)).toBe(true);
      expect(await sites.get('site_1')).toEqual(changed);
      expect(await sites.get('site_2')).toEqual(site('site_2'));
      expect(await sites.list({ limit: 10 }, { pool: 'pool_2' })).toEqual([changed]);
    });

    it('replaces no record that does not exist', async () => {
      const { sites } = bench.store;
      expect(await sites.replace(site('site_1'))).toBe(false);
      expect(await sites.get('site_1')).toBeNull();
    });

    it('does not replace a record by one whose unique fact is taken', async () => {
      const { keys } = bench.store;
      await keys.add(apiKey('key_1', 'd1'), apiKey('key_2', 'd2'));
      await expect(keys.replace(apiKey('key_2', 'd1'))).rejects.toBeInstanceOf(Conflict);
      expect(await keys.get('key_2')).toEqual(apiKey('key_2', 'd2'));
      expect(await keys.replace({ ...apiKey('key_2', 'd2'), name: 'Renamed' })).toBe(true);
    });

    it('removes a record once, and its id can be added again', async () => {
      const { numbers } = bench.store;
      await numbers.add(virtualNumber('num_1', '+12025550111'));
      expect(await numbers.remove('num_1')).toBe(true);
      expect(await numbers.remove('num_1')).toBe(false);
      expect(await numbers.get('num_1')).toBeNull();
      await numbers.add(virtualNumber('num_2', '+12025550111'));
    });
  });
}
