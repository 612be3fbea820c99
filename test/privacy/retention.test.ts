import { describe, expect, it } from 'vitest';
import { createCountRows, createReport } from '../../src/attribution/report.ts';
import { createReportCount } from '../../src/attribution/report-count.ts';
import type { Block } from '../../src/domain/model.ts';
import { createRetention } from '../../src/privacy/retention.ts';
import { Directory } from '../../src/registry/directory.ts';
import { openStore } from '../../src/store/open.ts';
import { at, attribution, block, call, provider, received } from '../support/examples.ts';

const DAY = 86_400;
const REPORT_QUERY = { by: [], timeZone: 'UTC', only: {}, limit: 10 };

describe('retention', () => {
  it('removes records after the days of each provider, and reports still add up to the feed', async () => {
    const store = await openStore('sqlite::memory:');
    const directory = new Directory();
    directory.put('providers', { ...provider('prov_1'), retentionDays: 10 });
    directory.put('providers', { ...provider('prov_2'), retentionDays: null });
    for (const owner of ['prov_1', 'prov_2', null]) {
      for (const day of [0, 5, 15]) {
        const id = `${owner}_${day}`;
        await store.calls.addEvent(received(`CA-${id}`, 'received', day * DAY));
        await store.calls.save(call(id, day * DAY, { provider: owner }));
        await store.attributions.add(attribution(id, { call: id, at: at(day * DAY), provider: owner }));
      }
    }
    for (const [id, caller] of [
      ['blk_gone', '+12125550170'],
      ['blk_calls', call('any', 0).from ?? ''],
    ] as const) {
      // As earlier versions stored it.
      const { namedBy: _, ...former } = block(id, caller, { createdAt: at(0).toISOString() });
      directory.put('blocks', former as Block);
    }
    const typed = { createdAt: at(0).toISOString(), namedBy: 'caller' } as const;
    directory.put('blocks', block('blk_typed', 'seller@voip.example', typed));
    directory.put('blocks', block('blk_new', '+12125550171', { createdAt: at(15 * DAY).toISOString() }));
    const removedBlocks: string[] = [];
    const counter = createReportCount({ store });
    const cleaned: number[] = [];
    const now = () => at(16 * DAY);
    const retention = createRetention({
      store,
      directory,
      async removeBlocks(blocks) {
        for (const { id } of blocks) {
          removedBlocks.push(id);
          directory.remove('blocks', id);
        }
      },
      count: counter.countOn,
      cleanJobs: async (olderThanMs) => cleaned.push(olderThanMs),
      auditDays: 5,
      now,
    });
    const access = {
      kind: 'key' as const,
      key: 'k',
      address: null,
      readsCallers: false,
      changes: [],
      name: 'n',
      method: 'GET',
      route: '/',
      provider: null,
      ids: [],
      query: {},
      status: 200,
      count: 1,
    };
    await store.audit.note([
      { id: 'aud_1', ...access, at: at(DAY).toISOString() },
      { id: 'aud_2', ...access, at: at(15 * DAY).toISOString() },
    ]);
    const report = createReport(createCountRows(counter, now));
    expect(await report(REPORT_QUERY, store)).toMatchObject({ total: { calls: 9 } });
    expect(await retention()).toBeGreaterThan(0);
    const { data } = await store.attributions.feed({ limit: 100 });
    const left = ['null_15', 'prov_1_15', 'prov_2_0', 'prov_2_15', 'prov_2_5'];
    expect(data.map(({ id }) => id).toSorted()).toEqual(left);
    expect((await store.calls.list({ limit: 100 })).map(({ id }) => id).toSorted()).toEqual(left);
    expect(await report(REPORT_QUERY, store)).toMatchObject({ total: { calls: left.length } });
    expect((await store.audit.list({ limit: 9 })).map(({ id }) => id)).toEqual(['aud_2']);
    expect(removedBlocks).toEqual(['blk_gone']);
    expect(cleaned).toEqual([10 * DAY * 1000]);
    expect(await retention()).toBe(0);
    await store.close();
  });
});
