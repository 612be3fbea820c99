import type { NumberOrder } from '../../domain/number-order.ts';
import type { Records } from './records.ts';
import type { Versioned } from './versioned.ts';

/** Orders of numbers from carriers. Several workers may continue one order, and each change is made once. */
export interface NumberOrders extends Versioned<NumberOrder>, Pick<Records<NumberOrder>, 'list'> {
  /** Returns orders with lines that have not ended, in the order of ids, at most `limit` that follow the id `after`. */
  open(limit: number, after?: string): Promise<NumberOrder[]>;
}
