import type { Delivery } from '../domain/delivery.ts';
import { transition } from '../domain/delivery-state.ts';
import { Problem } from '../domain/problem.ts';
import type { DeliveryFilter, Page, ReplayFilter, Store } from '../store/port.ts';

export type DeliveriesOptions = { store: Pick<Store, 'deliveries'>; now: () => Date };

/** Shows deliveries and sends them again on request. Rejects with `Problem`. */
export class Deliveries {
  readonly #store: DeliveriesOptions['store'];
  readonly #now: () => Date;

  constructor({ store, now }: DeliveriesOptions) {
    this.#store = store;
    this.#now = now;
  }

  async get(id: string): Promise<Delivery> {
    const delivery = await this.#store.deliveries.get(id);
    if (!delivery) throw new Problem('not_found', `There is no delivery ${id}.`);
    return delivery;
  }

  /** Returns a page of the consumer's deliveries, the latest first. */
  list(consumer: string, page: Page, filter?: DeliveryFilter): Promise<Delivery[]> {
    return this.#store.deliveries.list(consumer, page, filter);
  }

  /** Has one delivery sent again, under its own id. Rejects one that is being sent. */
  async replay(id: string): Promise<Delivery> {
    const delivery = await this.get(id);
    if (delivery.state === 'sending') throw new Problem('in_use', `${id} is being sent at this moment.`);
    const fields = transition(delivery, 'replayed', { at: this.#now() });
    const waiting = await this.#store.deliveries.change(delivery, fields);
    if (!waiting) throw new Problem('in_use', `${id} has just been changed. Try again.`);
    return waiting;
  }

  /** Has the consumer's deliveries in these states sent again. Returns their count. */
  replayAll(consumer: string, which: ReplayFilter): Promise<number> {
    return this.#store.deliveries.replay(consumer, which, this.#now().toISOString());
  }
}
