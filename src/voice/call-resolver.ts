import type { Claim, Resolver } from '../allocation/port.ts';
import {
  type CallListed,
  type CallReceived,
  type CallResolved,
  type Resolution,
  SHOWN_KINDS,
} from '../domain/call.ts';
import type { LinkRecord } from '../domain/ledger.ts';
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
  /** Completes the resolution of a call that was answered without a claim. The call went to the event's endpoint. */
  async function complete(event: CallResolved): Promise<ResolvedCall> {
    return { resolution: await fromLink(event, targetOf(event)) };
  }

  async function fromLink(
    event: Pick<CallResolved, 'endpoint' | 'link' | 'at'>,
    target: Dialable,
    kind?: Resolution['kind'],
  ): Promise<Resolution> {
    await drain(target.provider.id);
    const link = event.link === null ? null : await store.history.link(event.link);
    const site = event.endpoint && directory.get('endpoints', event.endpoint)?.site;
    return {
      kind: kind ?? (event.link === null ? 'unlinked' : !link || isLiveAt(link, event.at) ? 'live' : 'late'),
      ...ownersOf(target),
      endpoint: event.endpoint,
      site: event.link === null ? null : (link?.site ?? site ?? null),
      link: event.link,
      keyedBy: link?.keyedBy ?? null,
      key: link?.key ?? null,
    };
  }

  /** Returns the owners of the number. Throws when the number has left the directory since the call. */
  function targetOf({ carrier, carrierCallId, to }: CallListed | CallReceived | CallResolved): Dialable {
    const target = directory.dialable(carrier, to);
    if (!target) throw new Error(`${carrier} ${carrierCallId} was to a number that is no longer ours`);
    return target;
  }

  /** Resolves a call. Rejects when the number has left the directory since the call. */
  async function resolve(event: CallReceived | CallListed): Promise<ResolvedCall> {
    const target = targetOf(event);
    const claim = await resolver.resolved(target.provider.id, event.carrier, event.carrierCallId);
    if (claim) {
      const at = new Date(claim.at);
      const { link, endpoint, keyedBy } = claim;
      // A call without Redis, or to an endpoint that the caller was shown before, has the link and the endpoint alone.
      const isComplete = link === '' || keyedBy !== '';
      const kind = SHOWN_KINDS.find((one) => one === claim.kind);
      return {
        at,
        resolution: isComplete
          ? fromClaim(claim, target)
          : await fromLink({ link, endpoint, at }, target, kind),
      };
    }
    return { resolution: await fromHistory(event, target) };
  }

  function fromClaim(claim: Claim, target: Dialable): Resolution {
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
    return {
      kind: link ? (isLiveAt(link, event.at) ? 'live' : 'late') : 'unlinked',
      ...ownersOf(target),
      endpoint: link?.endpoint ?? defaultEndpointId(target, directory),
      site: link?.site ?? null,
      link: link?.id ?? null,
      keyedBy: link?.keyedBy ?? null,
      key: link?.key ?? null,
    };
  }

  return { resolve, complete };
}

function isLiveAt({ endedAt }: LinkRecord, at: Date): boolean {
  return endedAt === null || endedAt > at;
}
