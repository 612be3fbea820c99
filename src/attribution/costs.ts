import { changeOf } from '../domain/audit.ts';
import { type Cost, costFrom, type NewCost, overlaps } from '../domain/cost.ts';
import type { Sender } from '../domain/holder.ts';
import { Problem } from '../domain/problem.ts';
import { every } from '../infra/every.ts';
import { Conflict, type Store } from '../store/port.ts';

export type CostsOptions = { store: Pick<Store, 'costs'>; now: () => Date };
export type EnteredCosts = { created: Cost[]; changed: Cost[]; unchanged: Cost[] };

/** Saves what operators enter about the cost of calls. */
export class Costs {
  readonly #options: CostsOptions;

  constructor(options: CostsOptions) {
    this.#options = options;
  }

  /**
   * Saves costs of one provider. One that is there already gets the amount and currency, so the same costs entered again change
   * nothing. Rejects with `Problem`, and changes nothing, when two of one traffic would share a day.
   */
  async enter(sender: Sender, requests: readonly NewCost[]): Promise<EnteredCosts> {
    const { costs } = this.#options.store;
    for (;;) {
      const entered = await this.#compare(requests);
      try {
        if (entered.created.length > 0) await costs.add(...entered.created);
      } catch (error) {
        // Another request has entered one of them meanwhile.
        if (error instanceof Conflict) continue;
        throw error;
      }
      for (const cost of entered.created) note(sender, null, cost);
      for (const cost of entered.changed) await this.#replace(sender, cost);
      return entered;
    }
  }

  async change(sender: Sender, cost: Cost, amount: string): Promise<Cost> {
    const changed = { ...cost, amount };
    await this.#replace(sender, changed);
    return changed;
  }

  async remove(sender: Sender, cost: Cost): Promise<void> {
    if (await this.#options.store.costs.remove(cost.id)) note(sender, cost, null);
  }

  async #replace(sender: Sender, cost: Cost): Promise<void> {
    const { costs } = this.#options.store;
    const former = await costs.get(cost.id);
    if (!former || !(await costs.replace(cost)))
      throw new Problem('not_found', `There is no cost ${cost.id}.`);
    note(sender, former, cost);
  }

  async #compare(requests: readonly NewCost[]): Promise<EnteredCosts> {
    const { store, now } = this.#options;
    const [provider] = requests.map((one) => one.provider);
    const known = new Map<string, Cost>();
    const byTraffic = new Map<string, Cost[]>();
    const remember = (cost: Cost) => {
      const key = trafficKey(cost);
      byTraffic.set(key, [...(byTraffic.get(key) ?? []), cost]);
    };
    for await (const cost of every<Cost>({ list: (page) => store.costs.list(page, { provider }) })) {
      known.set(cost.id, cost);
      remember(cost);
    }
    const entered: EnteredCosts = { created: [], changed: [], unchanged: [] };
    for (const request of requests) {
      const cost = costFrom(request, now());
      const former = known.get(cost.id);
      if (former) {
        const { amount, currency } = cost;
        const isSame = former.amount === amount && former.currency === currency;
        entered[isSame ? 'unchanged' : 'changed'].push({ ...former, amount, currency });
        continue;
      }
      refuseOverlap(cost, byTraffic.get(trafficKey(cost)) ?? []);
      remember(cost);
      entered.created.push(cost);
    }
    return entered;
  }
}

function refuseOverlap(cost: Cost, others: readonly Cost[]): void {
  const other = others.find((one) => overlaps(one, cost));
  if (!other) return;
  const { since, until, source, campaign } = other;
  throw new Problem(
    'already_there',
    `There is a cost of ${campaign ?? source} from ${since} to ${until} (${other.id}), which shares a day with the one from ${cost.since} to ${cost.until}. Both would count twice. Remove one of them.`,
  );
}

function trafficKey({ source, medium, campaign }: Cost): string {
  return JSON.stringify([source, medium, campaign]);
}

function note(sender: Sender, before: Cost | null, after: Cost | null): void {
  const cost = before ?? after;
  if (cost) sender.note(changeOf({ kind: 'costs', id: cost.id, provider: cost.provider }, before, after));
}
