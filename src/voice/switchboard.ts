import type { Dialled, Resolver } from '../allocation/port.ts';
import type { Endpoint } from '../domain/model.ts';
import { apologySteps, stepsTo } from '../domain/routing.ts';
import type { Dialable, Directory } from '../registry/port.ts';
import type { CallbackUrls, CallDocument, CarrierAdapter, IncomingCall } from './carriers/carrier.ts';
import type { KeepEvent } from './outbox.ts';
import { fixedResolution } from './resolution.ts';
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
export function createSwitchboard(options: SwitchboardOptions) {
  const { directory, resolver, keep, budgetMs, onUnavailable } = options;

  async function linkOf(carrier: string, call: IncomingCall, target: Dialable): Promise<Dialled | null> {
    const { provider, pool } = target;
    const asked = resolver.resolve(provider.id, pool.id, { carrier, id: call.carrierCallId, to: call.to });
    return within(budgetMs, asked).catch((error) => {
      onUnavailable(error);
      return null;
    });
  }

  /** The endpoint that was found, else where the provider's calls go. */
  function endpointFor(found: string | null | undefined, { provider }: Dialable): Endpoint | undefined {
    return (found ? directory.get('endpoints', found) : undefined) ?? directory.defaultEndpoint(provider);
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
      const resolution = fixedResolution(target, call.to, directory);
      const [link] = await Promise.all([
        target && !resolution ? linkOf(adapter.name, call, target) : null,
        keep({
          type: 'received',
          carrier: adapter.name,
          carrierCallId: call.carrierCallId,
          name: 'received',
          at: receivedAt,
          from: call.from,
          to: call.to,
          resolution,
        }),
      ]);
      const endpoint = target && endpointFor(link?.endpoint ?? resolution?.endpoint, target);
      return adapter.document(endpoint ? stepsTo(endpoint) : apologySteps(), urls);
    },
  };
}

export type Switchboard = ReturnType<typeof createSwitchboard>;
