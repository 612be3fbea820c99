import { describe, expect, it } from 'vitest';
import { type Row, TABLES, type TableName, type Transfer } from '../../../src/store/port.ts';
import { answersOf, fillStore } from '../../support/full-store.ts';
import type { Bench, Engine } from './bench.ts';

type Rows = Record<string, Row[]>;

async function rowsOf(transfer: Transfer, limit: number): Promise<Rows> {
  const rows: Rows = {};
  for (const table of TABLES) {
    rows[table] = [];
    for (let after: string | null = null, isEnd = false; !isEnd; ) {
      const page = await transfer.read(table, limit, after);
      rows[table].push(...page.rows);
      [after, isEnd] = [page.next, page.next === null];
    }
  }
  return rows;
}

export function transferContract(bench: Bench, engine: Engine): void {
  describe('a transfer', () => {
    it('has all records as rows, of which a second store becomes the same, also when they are written twice', async () => {
      await fillStore(bench.store);
      const answers = await answersOf(bench.store);
      await bench.store.close();
      const source = await bench.openTransfer();
      const rows = await rowsOf(source, 100);
      for (const table of TABLES) {
        expect(rows[table], `${table} must not be empty`).not.toEqual([]);
        expect(await source.count(table), table).toBe(rows[table]?.length);
      }
      expect(JSON.parse(JSON.stringify(rows)), 'a row is JSON').toEqual(rows);
      expect(await rowsOf(source, 1), 'page by page').toEqual(rows);
      await source.close();

      const other = await engine.createAnother();
      const target = await other.openTransfer();
      for (const table of [...TABLES, ...TABLES]) await target.write(table, rows[table] ?? []);
      const sorted = (all: Rows, table: TableName) =>
        all[table]?.map((row) => JSON.stringify(row)).toSorted();
      const written = await rowsOf(target, 100);
      for (const table of TABLES) expect(sorted(written, table), table).toEqual(sorted(rows, table));
      await target.close();
      const copy = await other.open();
      expect(await answersOf(copy)).toEqual(answers);
      await copy.close();
      await other.destroy();
    });

    it('keeps the store from opening until its mark is removed', async () => {
      await bench.store.close();
      const transfer = await bench.openTransfer();
      expect(await transfer.mark()).toBeNull();
      const mark = { from: 'sqlite:/x.db', installation: null, table: 'calls' as const, after: '[7]' };
      await transfer.setMark({ ...mark, after: null });
      await transfer.setMark(mark);
      expect(await transfer.mark()).toEqual(mark);
      await transfer.close();
      const refused = bench.openAnother();
      await expect(refused).rejects.toMatchObject({ name: 'UnfinishedStore' });
      await expect(refused).rejects.toThrow('Run `ringtrail store copy` again');
      const again = await bench.openTransfer();
      expect(await again.mark()).toEqual(mark);
      await again.removeMark();
      await again.close();
      await expect(bench.openAnother()).resolves.toBeDefined();
    });
  });
}
