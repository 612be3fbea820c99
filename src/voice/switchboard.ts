import type { Dialled, Resolver } from '../allocation/port.ts';
import type { CallReceived, Resolution } from '../domain/call.ts';
import type { Endpoint } from '../domain/model.ts';
import { apologySteps, stepsTo } from '../domain/routing.ts';
import type { Dialable, Directory } from '../registry/port.ts';
import type { CallbackUrls, CallDocument, CarrierAdapter, IncomingCall } from './carriers/carrier.ts';
import type { KeepEvent } from './outbox.ts';
import { within } from './within.ts';

export type SwitchboardOptions = {
  directory: Directory;
  resolver: Resolver;
  keep: KeepEvent;
  /** Redis gets this long to say what a number leads to; then the call goes to the default endpoint. */
  budgetMs: number;
  onUnavailable: (error: unknown) => void;
};

/** Answers calls. Whatever is broken behind it, there is a document, and the caller is connected. */
export function createSwitchboard({
  directory,
  resolver,
  keep,
  budgetMs,
  onUnavailable,
}: SwitchboardOptions) {
  async function dialled(
    carrier: string,
    call: IncomingCall,
    { provider, pool }: Dialable,
  ): Promise<Dialled | null> {
    try {
      return await within(
        budgetMs,
        resolver.resolve(provider.id, pool.id, { carrier, id: call.carrierCallId, to: call.to }),
      );
    } catch (error) {
      onUnavailable(error);
      return null;
    }
  }

  /** Where the call goes: the link's endpoint, living or late, else where the provider's calls go. */
  function endpointFor(link: Dialled | null, { provider }: Dialable): Endpoint | undefined {
    return (
      (link?.endpoint ? directory.get('endpoints', link.endpoint) : undefined) ??
      directory.defaultEndpoint(provider)
    );
  }

  return {
    /** Answers the carrier's first webhook of a call. The answer to a repeat is the same, and makes no second call. */
    async answer(
      adapter: CarrierAdapter,
      call: IncomingCall,
      urls: CallbackUrls,
      receivedAt: Date,
    ): Promise<CallDocument> {
      const target = directory.dialable(adapter.name, call.to);
      const received: CallReceived = {
        type: 'received',
        carrier: adapter.name,
        carrierCallId: call.carrierCallId,
        name: 'received',
        at: receivedAt,
        from: call.from,
        to: call.to,
        resolution: target ? null : UNKNOWN,
      };
      const [link] = await Promise.all([target && dialled(adapter.name, call, target), keep(received)]);
      const endpoint = target && endpointFor(link ?? null, target);
      return adapter.document(endpoint ? stepsTo(endpoint) : apologySteps(), urls);
    },
  };
}

export type Switchboard = ReturnType<typeof createSwitchboard>;

const UNKNOWN: Resolution = {
  kind: 'unknown',
  provider: null,
  pool: null,
  endpoint: null,
  site: null,
  link: null,
  keyedBy: null,
  key: null,
};
