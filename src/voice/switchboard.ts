import type { Dialled, KnownLink, LinkMemory, Resolver } from '../allocation/port.ts';
import type { CallEvent, CallReceived, CallRouted, Resolution } from '../domain/call.ts';
import { fromFlow } from '../domain/call-flow.ts';
import {
  apologySteps,
  continuePlan,
  type PlanResult,
  plainForward,
  planCall,
  soleTargetAt,
  withoutLoops,
} from '../domain/call-plan.ts';
import type { CallStep } from '../domain/call-step.ts';
import type { Endpoint } from '../domain/model.ts';
import { isKnownCaller } from '../domain/phone.ts';
import { routingOf, sharesOut } from '../domain/routing.ts';
import type { WhisperFacts } from '../domain/whisper.ts';
import type { Dialable, Directory } from '../registry/port.ts';
import { type Callers, type CallersPast, NO_PAST } from './callers.ts';
import type {
  CallbackUrls,
  CallDocument,
  CarrierAdapter,
  IncomingCall,
  StepResult,
} from './carriers/carrier.ts';
import type { SaveEvent } from './outbox.ts';
import { fixedResolution } from './resolution.ts';
import { createTurns } from './turns.ts';
import { withTimeout } from './with-timeout.ts';

export type SwitchboardOptions = {
  directory: Directory;
  resolver: Resolver;
  memory: Pick<LinkMemory, 'linkOf'>;
  callers: Pick<Callers, 'call'>;
  saveEvent: SaveEvent;
  /** Redis gets this long to say what a number leads to; then the call goes where this process last saw it lead. */
  budgetMs: number;
  /** The whole answer gets this long; then the call is forwarded plainly. */
  answerMs: number;
  onUnavailable: (error: unknown) => void;
  /** Told when an answer took too long or could not be planned. The call is forwarded all the same. */
  onPlain: (error: unknown) => void;
};

/** Answers calls. Whatever is broken behind it, there is a document, and the caller is connected. */
export function createSwitchboard(options: SwitchboardOptions) {
  const {
    directory,
    resolver,
    memory,
    callers,
    saveEvent: keep,
    budgetMs,
    answerMs,
    onUnavailable,
    onPlain,
  } = options;
  const turnOf = createTurns();

  function orNull<T>(asked: Promise<T>): Promise<T | null> {
    return withTimeout(budgetMs, asked).catch((error) => {
      onUnavailable(error);
      return null;
    });
  }

  function linkOf(
    carrier: string,
    call: IncomingCall,
    { provider, pool }: Dialable,
  ): Promise<Dialled | null> {
    return orNull(resolver.resolve(provider.id, pool.id, { carrier, id: call.carrierCallId, to: call.to }));
  }

  /** Asked in the same moment as the link, so that both share one round trip. */
  function pastOf(call: IncomingCall, { provider }: Dialable, at: Date): Promise<CallersPast | null> | null {
    if (!directory.hasPlansForRepeatCallers(provider.id) || !isKnownCaller(call.from)) return null;
    return orNull(callers.call(provider.id, call.from, call.carrierCallId, at));
  }

  /** The endpoint that was found, else where the provider's calls go. */
  function endpointFor(found: string | null | undefined, target: Dialable): Endpoint | undefined {
    return (found ? directory.get('endpoints', found) : undefined) ?? directory.defaultEndpoint(target);
  }

  /** Where the call goes when Redis cannot be asked: as certain as this process alone can be. */
  function bestKnown(
    call: IncomingCall,
    target: Dialable,
    resolution: Resolution | null,
  ): Endpoint | undefined {
    const known = resolution ? null : memory.linkOf(target.pool.id, call.to);
    return endpointFor(resolution?.endpoint ?? known?.endpoint, target);
  }

  async function plan(
    adapter: CarrierAdapter,
    call: IncomingCall,
    target: Dialable,
    resolution: Resolution | null,
    at: Date,
  ): Promise<PlanResult> {
    const [link, past] = await Promise.all([
      resolution ? null : linkOf(adapter.name, call, target),
      pastOf(call, target, at),
    ]);
    const endpoint = link ? endpointFor(link.endpoint, target) : bestKnown(call, target, resolution);
    if (!endpoint) return { steps: apologySteps(), routedTo: null };
    const known = memory.linkOf(target.pool.id, call.to);
    const { calledAt, answeredBy } = past ?? NO_PAST;
    return planCall(endpoint, {
      from: call.from,
      at,
      attestation: call.attestation,
      calledAt,
      answeredBefore: answeredBy[endpoint.id] ?? null,
      turn: sharesOut(routingOf(endpoint)) ? turnOf(endpoint.id, call.carrierCallId) : 0,
      whisper: {
        ...valuesOf(link, known, resolution),
        endpoint: endpoint.name,
        site: directory.get('sites', endpoint.site)?.name ?? '',
      },
    });
  }

  /** Plans that ring a number of ours are refused; but a number may become ours later. */
  function written(adapter: CarrierAdapter, steps: readonly CallStep[], urls: CallbackUrls): CallDocument {
    const safe = withoutLoops(steps, (number) => directory.leadsBack(number));
    return adapter.document(safe, urls);
  }

  function routed(
    adapter: CarrierAdapter,
    carrierCallId: string,
    to: CallRouted['to'],
    at: Date,
  ): CallRouted {
    return { type: 'routed', carrier: adapter.name, carrierCallId, name: `routed ${to}`, at, to };
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
      let decided: CallStep[] | null = null;
      let isTooLate = false;

      async function decide(): Promise<void> {
        if (!target) {
          decided = apologySteps();
          return;
        }
        const planned = await plan(adapter, call, target, resolution, receivedAt);
        // The plain forward has gone out: what the plan would have done must not be recorded.
        if (isTooLate) return;
        decided = planned.steps;
        if (planned.routedTo) await keep(routed(adapter, call.carrierCallId, planned.routedTo, receivedAt));
      }

      const kept = keep(received(adapter, call, receivedAt, resolution));
      await withTimeout(answerMs, Promise.all([decide(), kept])).catch(onPlain);
      isTooLate = true;
      try {
        if (decided) return written(adapter, decided, urls);
      } catch (error) {
        onPlain(error);
      }
      const endpoint = target && bestKnown(call, target, resolution);
      return written(adapter, endpoint ? plainForward(endpoint) : apologySteps(), urls);
    },

    /**
     * Answers a callback at which a plan goes on. Its events are kept with what the plan makes of them.
     * @returns null where there is nothing to say, as the step that it tells of still goes on
     */
    async continueCall(
      adapter: CarrierAdapter,
      ended: StepResult | null,
      events: readonly CallEvent[],
      flow: string,
      urls: CallbackUrls,
    ): Promise<CallDocument | null> {
      if (!ended) {
        await withTimeout(answerMs, Promise.all(events.map(keep))).catch(onPlain);
        return null;
      }
      const state = fromFlow(flow);
      const endpoint = state && directory.get('endpoints', state.endpoint);
      const planned: PlanResult =
        state && endpoint
          ? continuePlan(endpoint, state, ended)
          : { steps: [{ type: 'hangup' }], routedTo: null };
      const goesOn = planned.steps.some(({ type }) => type !== 'hangup');
      const dialled = state && endpoint ? soleTargetAt(endpoint, state) : null;
      const told = events.map((event) => {
        if (event.type !== 'dialled') return event;
        // Not every carrier names the leg, and the plan's next dial must not pass for a repeat of this one.
        const name = state ? `${event.name} ${state.stage}` : event.name;
        return { ...event, name, goesOn, target: event.target ?? dialled };
      });
      const at = events[0]?.at ?? new Date();
      const led = planned.routedTo ? [routed(adapter, ended.carrierCallId, planned.routedTo, at)] : [];
      await withTimeout(answerMs, Promise.all([...told, ...led].map(keep))).catch(onPlain);
      return written(adapter, planned.steps, urls);
    },

    /** The plain forward of a dialled number, by what this process knows alone: for the carrier's fallback. */
    fallback(
      adapter: CarrierAdapter,
      call: IncomingCall,
      urls: CallbackUrls,
      receivedAt: Date,
    ): CallDocument {
      const target = directory.dialable(adapter.name, call.to);
      const resolution = fixedResolution(target, call.to, directory);
      keep(received(adapter, call, receivedAt, resolution)).catch(onPlain);
      const endpoint = target && bestKnown(call, target, resolution);
      return written(adapter, endpoint ? plainForward(endpoint) : apologySteps(), urls);
    },
  };
}

export type Switchboard = ReturnType<typeof createSwitchboard>;

function received(
  { name: carrier }: CarrierAdapter,
  call: IncomingCall,
  at: Date,
  resolution: Resolution | null,
): CallReceived {
  const { carrierCallId, from, to, account, forwardedFrom, attestation } = call;
  const caller = { account: account || null, forwardedFrom, attestation };
  return { type: 'received', carrier, carrierCallId, name: 'received', at, from, to, resolution, ...caller };
}

/** What is known of where the call comes from: a bucket says it by its key, a session by what its page told us. */
function valuesOf(
  link: Dialled | null,
  known: KnownLink | undefined,
  resolution: Resolution | null,
): WhisperFacts {
  try {
    if (link?.keyedBy === 'bucket') return JSON.parse(link.key) as WhisperFacts;
    if (resolution?.keyedBy === 'bucket') return JSON.parse(resolution.key ?? '{}') as WhisperFacts;
    if (!resolution && known?.facts && (!link || link.link === known.link))
      return (JSON.parse(known.facts) as { values: WhisperFacts }).values;
  } catch {
    // A whisper is worth no call.
  }
  return {};
}
