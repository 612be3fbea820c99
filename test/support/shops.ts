import { expect } from 'vitest';
import { askNumber } from './allocations.ts';
import { type Double, startDouble } from './consumers/double.ts';
import { eventually } from './eventually.ts';
import type { Attribution, Call, PageOf } from './records.ts';
import type { Ringtrail } from './ringtrail.ts';
import { type SetUp, setUpProvider } from './setup-provider.ts';
import { dialled, playCall } from './twilio.ts';

type Visit = { shop: SetUp; session: string; number: string };

/** Providers with visitors and callers, and one consumer of all their calls. */
export class Shops {
  readonly #gateway: Ringtrail;
  readonly #hook: Double;
  readonly #shops: SetUp[];
  readonly #visits: Visit[] = [];
  /** The session that each call is for, by the carrier's id of the call. */
  readonly #calls = new Map<string, string>();

  private constructor(gateway: Ringtrail, hook: Double, shops: SetUp[]) {
    this.#gateway = gateway;
    this.#hook = hook;
    this.#shops = shops;
  }

  static async open(gateway: Ringtrail, count: number): Promise<Shops> {
    const hook = await startDouble();
    const shops: SetUp[] = [];
    for (let i = 0; i < count; i++) {
      const shop = await setUpProvider(gateway.api, { numbers: 12, threshold: 1000, holdSeconds: 3600 });
      const consumer = { name: 'Hook', kind: 'webhook', settings: { url: hook.url } };
      await gateway.api('POST', '/v1/consumers', { body: { provider: shop.provider, ...consumer } });
      shops.push(shop);
    }
    return new Shops(gateway, hook, shops);
  }

  get providers(): string[] {
    return this.#shops.map(({ provider }) => provider);
  }

  /** Shows each shop to further visitors. A page asks again until it has a number. */
  async visit(perShop = 2): Promise<void> {
    for (const shop of this.#shops)
      for (let i = 0; i < perShop; i++) {
        const session = `visitor-${this.#visits.length}`;
        const number = await eventually(
          async () => (await askNumber(this.#gateway.api, shop, session)).body.number,
        );
        this.#visits.push({ shop, session, number });
      }
  }

  /** Plays a call of each visitor. Each must be answered at once with its endpoint. */
  async call(): Promise<void> {
    await Promise.all(
      this.#visits.map(async ({ shop, session, number }) => {
        const { callSid, document } = await playCall(this.#gateway, { to: number });
        expect(dialled(document.text)?.number, 'the call is answered with its endpoint').toBe(
          shop.endpointNumber,
        );
        this.#calls.set(callSid, session);
      }),
    );
  }

  /** Checks that no number is shared, and that each call is recorded, attributed and delivered once. */
  async expectAllOnce(): Promise<void> {
    expect(new Set(this.#visits.map(({ number }) => number)).size).toBe(this.#visits.length);
    await eventually(() => this.#attributed().size === this.#calls.size);
    const { api } = this.#gateway;
    const calls = (await api<PageOf<Call>>('GET', '/v1/calls?limit=1000')).body.data;
    const attributions = (await api<PageOf<Attribution>>('GET', '/v1/attributions?limit=1000')).body.data;
    expect(calls.map(({ carrierCallId }) => carrierCallId).sort()).toEqual([...this.#calls.keys()].sort());
    const sessions = new Map(attributions.map(({ call, session }) => [call, session]));
    expect(new Map(calls.map(({ id, carrierCallId }) => [carrierCallId, sessions.get(id)]))).toEqual(
      this.#calls,
    );
    const ids = [...this.#attributed().values()];
    expect(
      ids.map((own) => own.size),
      'one event for each call',
    ).toEqual(ids.map(() => 1));
  }

  close(): Promise<void> {
    return this.#hook.stop();
  }

  /** Returns the ids of the events by which calls were first delivered, by the carrier's id of the call. */
  #attributed(): Map<string, Set<string>> {
    const events = new Map<string, Set<string>>();
    for (const { body, headers } of this.#hook.received) {
      const { type, data } = JSON.parse(body);
      if (type !== 'call.attributed') continue;
      const id = String(headers['webhook-id']);
      const { carrierCallId } = data.call;
      events.set(carrierCallId, (events.get(carrierCallId) ?? new Set()).add(id));
    }
    return events;
  }
}
