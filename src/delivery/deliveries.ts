import type { Consumer } from '../domain/consumer.ts';
import type { Delivery } from '../domain/delivery.ts';
import { transition } from '../domain/delivery-state.ts';
import { Problem } from '../domain/problem.ts';
import type { ReplayFilter, Store } from '../store/port.ts';

export type DeliveriesOptions = { store: Pick<Store, 'deliveries'>; now: () => Date };

/** Sends deliveries again on request. Rejects with `Problem`. */
export class Deliveries {
  readonly #store: DeliveriesOptions['store'];
  readonly #now: () => Date;

  constructor({ store, now }: DeliveriesOptions) {
    this.#store = store;
    this.#now = now;
  }

  /** Has one delivery sent again, under its own id. Rejects one that is being sent. */
  async replay(delivery: Delivery): Promise<Delivery> {
    const { id } = delivery;
    if (delivery.state === 'sending') throw new Problem('in_use', `${id} is being sent at this moment.`);
    const fields = transition(delivery, 'replayed', { at: this.#now() });
    const waiting = await this.#store.deliveries.change(delivery, fields);
    if (!waiting) throw new Problem('in_use', `${id} has just been changed. Try again.`);
    return waiting;
  }

  /** Has the consumer's deliveries in these states sent again. Returns their count. */
  replayAll({ id }: Consumer, which: ReplayFilter): Promise<number> {
    return this.#store.deliveries.replay(id, which, this.#now().toISOString());
  }
}
