import { attribute, type Holder } from '../domain/attribute.ts';
import type { Attribution } from '../domain/attribution.ts';
import type { LinkRecord } from '../domain/ledger.ts';
import type { Store } from '../store/port.ts';

export const ATTRIBUTIONS = 'attributions';

/** A call whose end is known and that wants an attribution. */
export type AttributionJob = { v: 1; call: string };

/** Links that come into question for one call. */
const HOLDERS = 16;

export type AttributorOptions = {
  store: Pick<Store, 'calls' | 'history' | 'attributions'>;
  /** Brings the provider's link history up to date. */
  drain: (provider: string) => Promise<unknown>;
};

/** Attributes calls, each once: doing it again changes nothing. */
export function createAttributor({ store, drain }: AttributorOptions) {
  return {
    /** @returns false when the call had its attribution already */
    async attributeCall(id: string): Promise<boolean> {
      const call = await store.calls.get(id);
      if (!call) throw new Error(`${id} is to be attributed but is not in the store`);
      if (call.provider) await drain(call.provider);
      const links =
        call.provider && call.to ? await store.history.linksOf(call.provider, call.to, call.at, HOLDERS) : [];
      const attribution: Attribution = attribute(call, await Promise.all(links.map(asHolder)));
      return store.attributions.add(attribution);
    },
  };

  async function asHolder(link: LinkRecord): Promise<Holder> {
    const { keyedBy, site, key } = link;
    const isSession = keyedBy === 'session' && site !== null && key !== null;
    return { link, session: isSession ? await store.history.session(site, key) : null };
  }
}

export type Attributor = ReturnType<typeof createAttributor>;
