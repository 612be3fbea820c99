import type { Dialled, LateCalls, LinkMemory, Resolver } from '../allocation/port.ts';
import { callId } from '../domain/call-state.ts';
import type { Endpoint } from '../domain/model.ts';
import { isKnownCaller } from '../domain/phone.ts';
import { withTimeout } from '../infra/with-timeout.ts';
import type { Dialable, Directory, LateRecords } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import type { ArrivingCall } from './arriving-call.ts';
import type { CallerNames } from './caller-names.ts';

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
  /** Returns a promise while the connection to Redis is being made, otherwise null. */
  connecting: () => Promise<void> | null;
  maskCaller: CallerNames['maskCaller'];
  memory: Pick<LinkMemory, 'linkOf' | 'note' | 'answerOf' | 'isFollowing'>;
  store: { history: Pick<Store['history'], 'linksOf'>; calls: Pick<Store['calls'], 'get'> };
  /** The milliseconds that Redis gets to resolve a number. */
  budgetMs: number;
  /** Called when Redis did not answer within its budget. */
  onUnavailable: (error: unknown) => void;
};

/**
 * The store gets this long when Redis is away and the process does not know the number's link, or may have missed later links: it has just
 * started, or has lost the connection by which it follows them. A call to another business would be worse than a late answer, and
 * carriers wait for at least five seconds.
 */
const MAX_STORE_MS = 2000;
/**
 * The store gets this long when the process follows all links. Redis may hang for this process alone: then others give the number to other
 * pages, and the store knows those links about a second later.
 */
const MAX_CHECK_MS = 300;
/** A time after the start of every stored link, however wrong a clock was. */
const END_OF_TIME = new Date(8.64e15);

/**
 * Finds the endpoint of a call: by Redis, else by the answer that another gateway gave to the call, else by the last link that
 * this process or the store knows.
 */
export interface EndpointFinder {
  find(arriving: ArrivingCall): Promise<FoundEndpoint>;
  withoutRedis(arriving: ArrivingCall): Promise<FoundEndpoint>;
}

export function createEndpointFinder(options: EndpointFinderOptions): EndpointFinder {
  const { directory, lateRecords, resolver, connecting, maskCaller, memory, store, budgetMs, onUnavailable } =
    options;

  async function find(arriving: ArrivingCall): Promise<FoundEndpoint> {
    const { adapter, call, target, resolution } = arriving;
    if (!target || resolution) return withoutRedis(arriving);
    const { provider, pool } = target;
    const { carrierCallId: id, to } = call;
    const claim = await withTimeout(
      budgetMs,
      resolve(provider.id, pool.id, { carrier: adapter.name, id, to, late: lateCallsOf(arriving, target) }),
    ).catch((error) => {
      onUnavailable(error);
      return null;
    });
    if (!claim) return withoutRedis(arriving);
    if (hasLostLink(claim, target, to)) return byLastLink(arriving, target);
    return { endpoint: await endpointFor(claim.endpoint, target), claim, link: null, isClaimed: true };
  }

  /** Asks Redis. A gateway that has just started, or has just got Redis back, may have old links: it waits for its connection. */
  function resolve(...question: Parameters<Resolver['resolve']>): Promise<Dialled> {
    const ask = () => resolver.resolve(...question);
    return connecting()?.then(ask) ?? ask();
  }

  /** Returns the provider's rule for calls to a number that has since been shown for another endpoint. */
  function lateCallsOf({ call: { from } }: ArrivingCall, { provider }: Dialable): LateCalls {
    const withinMs = directory.lateCallMs(provider);
    // Reading a number in libphonenumber's tables takes a seventh of the whole answer.
    const isWanted = withinMs > 0 && isKnownCaller(from);
    return {
      caller: isWanted ? maskCaller(provider.id, from) : '',
      ...{ withinMs, sureAt: provider.claimAt },
    };
  }

  /** Says whether Redis lacks the number's last link. A power cut may have taken the last second, or all its data. */
  function hasLostLink({ last }: Dialled, { pool }: Dialable, to: string): boolean {
    const known = memory.linkOf(pool.id, to);
    return last !== null && known !== undefined && known.began > last.began;
  }

  async function withoutRedis(arriving: ArrivingCall): Promise<FoundEndpoint> {
    const { adapter, call, target, resolution } = arriving;
    const nothing = { claim: null, link: null };
    if (!target) return { ...nothing, endpoint: undefined, isClaimed: true };
    if (resolution)
      return {
        ...nothing,
        endpoint: await endpointFor(resolution.endpoint, target),
        isClaimed: true,
      };
    const [stored] = await askStore(arriving, target);
    const answer = memory.answerOf(target.provider.id, adapter.name, call.carrierCallId) ?? stored?.endpoint;
    if (answer !== undefined && answer !== null)
      return { ...nothing, endpoint: await endpointFor(answer, target), isClaimed: true };
    return byLastLink(arriving, target);
  }

  async function byLastLink({ call }: ArrivingCall, target: Dialable): Promise<FoundEndpoint> {
    const known = memory.linkOf(target.pool.id, call.to);
    return {
      claim: null,
      endpoint: await endpointFor(known?.endpoint, target),
      link: known?.link ?? null,
      isClaimed: false,
    };
  }

  /**
   * Resolves with the call's record, where another gateway has answered it before, and fills the memory with the number's last link.
   * A store that does not answer in time changes nothing.
   */
  function askStore({ adapter, call }: ArrivingCall, target: Dialable) {
    const isKnown = memory.isFollowing() && memory.linkOf(target.pool.id, call.to) !== undefined;
    const inTime = <T>(answer: Promise<T>) =>
      withTimeout(isKnown ? MAX_CHECK_MS : MAX_STORE_MS, answer).catch(() => null);
    return Promise.all([
      inTime(store.calls.get(callId(adapter.name, call.carrierCallId))),
      inTime(noteLastInStore(target, call.to)),
    ]);
  }

  /** Returns the endpoint with this id, or the default endpoint of the number when there is no such endpoint. */
  async function endpointFor(id: string | null | undefined, target: Dialable): Promise<Endpoint | undefined> {
    if (id && !directory.get('endpoints', id)) await lateRecords.findEndpoint(id);
    return (id ? directory.get('endpoints', id) : undefined) ?? directory.defaultEndpoint(target);
  }

  async function noteLastInStore({ provider, pool }: Dialable, number: string): Promise<void> {
    const [last] = await store.history.linksOf(provider.id, number, END_OF_TIME, 1);
    if (!last?.endpoint) return;
    const began = last.startedAt?.getTime() ?? 0;
    memory.note(pool.id, { number, link: last.id, endpoint: last.endpoint, began });
  }

  return { find, withoutRedis };
}
