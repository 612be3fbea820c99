import type mongoose from 'mongoose';
import { type NumberOrder, numberOrderSchema } from '../../domain/number-order.ts';
import type { NumberOrders } from '../port.ts';
import type { Connection } from './connection.ts';
import { fromStored, type Stored } from './documents.ts';
import { defined } from './filter.ts';
import { membersOf } from './members.ts';
import { recordLister } from './records.ts';
import { mongoVersioned } from './versioned.ts';

type Filter = mongoose.QueryFilter<Stored<NumberOrder>>;

export function mongoNumberOrders(connection: Connection): NumberOrders {
  const model = connection.model<Stored<NumberOrder>>(
    'numberOrders',
    membersOf<NumberOrder>(numberOrderSchema),
    [[{ provider: 1, _id: 1 }], [{ state: 1, _id: 1 }]],
  );
  return {
    ...mongoVersioned<NumberOrder>(connection, model),
    list: recordLister<NumberOrder>(connection, model),
    open: (limit, after) =>
      connection.run(async () => {
        const filter = defined({ state: 'open', _id: after && { $gt: after } }) as Filter;
        const found = await model.find(filter).sort({ _id: 1 }).limit(limit).lean<Stored<NumberOrder>[]>();
        return found.map((stored) => fromStored<NumberOrder>(stored));
      }),
  };
}
