import type { NumberOrder } from '../../domain/number-order.ts';
import type { NumberOrders } from '../port.ts';
import type { Database } from './database.ts';
import type { DocumentRow } from './dated.ts';
import { sqliteRecords } from './records.ts';
import { sqliteVersioned } from './versioned.ts';

const OPEN = `SELECT document FROM numberOrders WHERE state = 'open' AND id > ? ORDER BY id LIMIT ?`;

export function sqliteNumberOrders(database: Database): NumberOrders {
  return {
    ...sqliteVersioned<NumberOrder>(database, 'numberOrders'),
    list: sqliteRecords<NumberOrder>(database, 'numberOrders').list,
    open: (limit, after = '') =>
      database.read(() =>
        database.all<DocumentRow>(OPEN, after, limit).map(({ document }) => JSON.parse(document)),
      ),
  };
}
