import type { Resolver } from '../allocation/port.ts';
import type { Call, CallEvent, CallListed, CallReceived, Resolution } from '../domain/call.ts';
import { callFrom } from '../domain/call-state.ts';
import { identifiesCaller } from '../domain/privacy.ts';
import type { Dialable, Directory } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import type { CallerNames } from './caller-names.ts';
import type { Callers } from './callers.ts';
import { defaultEndpoint, owners } from './resolution.ts';

export type RecorderOptions = {
  directory: Directory;
  resolver: Resolver;
  store: Pick<Store, 'calls' | 'history'>;
  /** Brings the provider's link history up to date. */
  drain: (provider: string) => Promise<unknown>;
  /** Told of each call whose outcome is known; more than once, when more events come. */
  onEnded: (call: Call) => Promise<unknown>;
  callers: Pick<Callers, 'answered'>;
  /** As the provider keeps it. */
  maskEvent: CallerNames['event'];
};

/** Keeps calls: each event once, and what they add up to. Safe to run again on the same event, at any point. */
export function createRecorder({
  directory,
  resolver,
  store,
  drain,
  onEnded,
  callers,
  maskEvent: keptEvent,
}: RecorderOptions) {
  async function record(told: CallEvent): Promise<void> {
    const event = keptEvent(told);
    const known = event.type === 'received' || event.type === 'listed' ? await withResolution(event) : event;
    const call = callFrom(await store.calls.addEvent(known));
    await store.calls.save(call);
    if (call.outcome === null || call.to === null) return;
    await rememberAnswer(call);
    await onEnded(call);
  }

  /** For plans that lead repeat callers to whoever answered them. */
  async function rememberAnswer({ provider, from, endpoint, answeredBy }: Call): Promise<void> {
    if (!provider || !from || !endpoint || !answeredBy) return;
    if (directory.hasPlansForRepeatCallers(provider) && identifiesCaller(from))
      await callers.answered(provider, from, endpoint, answeredBy);
  }

  async function withResolution<E extends CallReceived | CallListed>(event: E): Promise<E> {
    if (event.resolution) return event;
    const target = directory.dialable(event.carrier, event.to);
    if (!target)
      throw new Error(`${event.carrier} ${event.carrierCallId} was to a number that is no longer ours`);
    const link = await resolver.resolved(target.provider.id, event.carrier, event.carrierCallId);
    if (!link) return { ...event, resolution: await fromHistory(event, target) };
    const isLinked = link.link !== '';
    const resolution: Resolution = {
      kind: link.kind,
      ...owners(target),
      endpoint: link.endpoint || defaultEndpoint(target, directory),
      site: isLinked ? link.site : null,
      link: isLinked ? link.link : null,
      keyedBy: link.keyedBy || null,
      key: isLinked ? link.key : null,
    };
    return { ...event, at: new Date(link.at), resolution };
  }

  /** For a call that was answered while Redis was away: what the ledger says of the moment. */
  async function fromHistory(event: CallReceived | CallListed, target: Dialable): Promise<Resolution> {
    await drain(target.provider.id);
    const [link] = await store.history.linksOf(target.provider.id, event.to, event.at, 1);
    const isLive = link && (link.endedAt === null || link.endedAt > event.at);
    return {
      kind: link ? (isLive ? 'live' : 'late') : 'unlinked',
      ...owners(target),
      endpoint: link?.endpoint ?? defaultEndpoint(target, directory),
      site: link?.site ?? null,
      link: link?.id ?? null,
      keyedBy: link?.keyedBy ?? null,
      key: link?.key ?? null,
    };
  }

  return { record };
}

export type Recorder = ReturnType<typeof createRecorder>;
