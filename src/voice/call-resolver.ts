import type { Dialled, Resolver } from '../allocation/port.ts';
import type { CallListed, CallReceived, Resolution } from '../domain/call.ts';
import type { Dialable, Directory } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import { defaultEndpointId, ownersOf } from './resolution.ts';

/** A call's resolution, and the time at which Redis claimed it where there is a claim. */
export type ResolvedCall = { resolution: Resolution; at?: Date };

export type CallResolverOptions = {
  directory: Directory;
  resolver: Pick<Resolver, 'resolved'>;
  store: Pick<Store, 'history'>;
  /** Brings the provider's link history in the store up to date. */
  drain: (provider: string) => Promise<unknown>;
};

/** Finds the resolution of calls that were saved without one: by their claim in Redis, or by the link history. */
export function createCallResolver({ directory, resolver, store, drain }: CallResolverOptions) {
  /** Resolves a call. Rejects when the number has left the directory since the call. */
  async function resolve(event: CallReceived | CallListed): Promise<ResolvedCall> {
    const target = directory.dialable(event.carrier, event.to);
    if (!target)
      throw new Error(`${event.carrier} ${event.carrierCallId} was to a number that is no longer ours`);
    const claim = await resolver.resolved(target.provider.id, event.carrier, event.carrierCallId);
    if (claim) return { at: new Date(claim.at), resolution: fromClaim(claim, target) };
    return { resolution: await fromHistory(event, target) };
  }

  function fromClaim(claim: Dialled, target: Dialable): Resolution {
    const isLinked = claim.link !== '';
    return {
      kind: claim.kind,
      ...ownersOf(target),
      endpoint: claim.endpoint || defaultEndpointId(target, directory),
      site: isLinked ? claim.site : null,
      link: isLinked ? claim.link : null,
      keyedBy: claim.keyedBy || null,
      key: isLinked ? claim.key : null,
    };
  }

  /** Resolves a call that was answered while Redis was away, by the link of that moment. */
  async function fromHistory(event: CallReceived | CallListed, target: Dialable): Promise<Resolution> {
    await drain(target.provider.id);
    const [link] = await store.history.linksOf(target.provider.id, event.to, event.at, 1);
    const isLive = link && (link.endedAt === null || link.endedAt > event.at);
    return {
      kind: link ? (isLive ? 'live' : 'late') : 'unlinked',
      ...ownersOf(target),
      endpoint: link?.endpoint ?? defaultEndpointId(target, directory),
      site: link?.site ?? null,
      link: link?.id ?? null,
      keyedBy: link?.keyedBy ?? null,
      key: link?.key ?? null,
    };
  }

  return { resolve };
}
