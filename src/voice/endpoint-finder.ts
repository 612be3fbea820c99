import type { Dialled, LinkMemory, Resolver } from '../allocation/port.ts';
import type { Endpoint } from '../domain/model.ts';
import { withTimeout } from '../infra/with-timeout.ts';
import type { Dialable, Directory, LateRecords } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import type { ArrivingCall } from './arriving-call.ts';

/** The endpoint that a call goes to. */
export type FoundEndpoint = {
  /** Missing: the number is not ours, or its provider has no endpoint. */
  endpoint: Endpoint | undefined;
  /** Redis' answer, where it decided. */
  claim: Dialled | null;
  /** The link that decided without a claim. null: the number has no links, or a claim decided. */
  link: string | null;
  /** Says whether Redis knows this answer, or needs none because the number has no links. */
  isClaimed: boolean;
};

export type EndpointFinderOptions = {
  directory: Directory;
  lateRecords: Pick<LateRecords, 'findEndpoint'>;
  resolver: Pick<Resolver, 'resolve'>;
  memory: Pick<LinkMemory, 'linkOf' | 'note'>;
  history: Pick<Store['history'], 'linksOf'>;
  /** The milliseconds that Redis gets to resolve a number. */
  budgetMs: number;
  /** Called when Redis did not answer within its budget. */
  onUnavailable: (error: unknown) => void;
};

/**
 * The store gets this long. It is asked when Redis is away and the process does not know the number's link. A call to
 * another business would be worse than a late answer, and carriers wait for at least five seconds.
 */
const MAX_STORE_MS = 2000;
/** A time after the start of every stored link, however wrong a clock was. */
const END_OF_TIME = new Date(8.64e15);

/** Finds the endpoint of a call: by Redis, else by the links that this process knows, else by the store. */
export interface EndpointFinder {
  find(arriving: ArrivingCall): Promise<FoundEndpoint>;
  withoutRedis(arriving: ArrivingCall): Promise<FoundEndpoint>;
}

export function createEndpointFinder(options: EndpointFinderOptions): EndpointFinder {
  const { directory, lateRecords, resolver, memory, history, budgetMs, onUnavailable } = options;

  async function find(arriving: ArrivingCall): Promise<FoundEndpoint> {
    const { adapter, call, target, resolution } = arriving;
    if (!target || resolution) return withoutRedis(arriving);
    const { provider, pool } = target;
    const { carrierCallId: id, to } = call;
    const claim = await withTimeout(
      budgetMs,
      resolver.resolve(provider.id, pool.id, { carrier: adapter.name, id, to }),
    ).catch((error) => {
      onUnavailable(error);
      return null;
    });
    if (!claim || hasLostLink(claim, target, to)) return withoutRedis(arriving);
    return { endpoint: await endpointFor(claim.endpoint, target), claim, link: null, isClaimed: true };
  }

  /** Says whether Redis lacks the number's last link. A power cut may have taken the last second, or all its data. */
  function hasLostLink({ began }: Dialled, { pool }: Dialable, to: string): boolean {
    const known = memory.linkOf(pool.id, to);
    return began !== null && known !== undefined && known.began > began;
  }

  async function withoutRedis({ call, target, resolution }: ArrivingCall): Promise<FoundEndpoint> {
    const nothing = { claim: null, link: null };
    if (!target) return { ...nothing, endpoint: undefined, isClaimed: true };
    if (resolution)
      return {
        ...nothing,
        endpoint: await endpointFor(resolution.endpoint, target),
        isClaimed: true,
      };
    const known = memory.linkOf(target.pool.id, call.to) ?? (await lastInStore(target, call.to));
    return {
      claim: null,
      endpoint: await endpointFor(known?.endpoint, target),
      link: known?.link ?? null,
      isClaimed: false,
    };
  }

  /** Returns the endpoint with this id, or the default endpoint of the number when there is no such endpoint. */
  async function endpointFor(id: string | null | undefined, target: Dialable): Promise<Endpoint | undefined> {
    if (id && !directory.get('endpoints', id)) await lateRecords.findEndpoint(id);
    return (id ? directory.get('endpoints', id) : undefined) ?? directory.defaultEndpoint(target);
  }

  async function lastInStore({ provider, pool }: Dialable, number: string) {
    const links = history.linksOf(provider.id, number, END_OF_TIME, 1);
    const [last] = await withTimeout(MAX_STORE_MS, links).catch(() => []);
    if (!last?.endpoint) return undefined;
    const began = last.startedAt?.getTime() ?? 0;
    memory.note(pool.id, { number, link: last.id, endpoint: last.endpoint, began });
    return { link: last.id, endpoint: last.endpoint };
  }

  return { find, withoutRedis };
}
