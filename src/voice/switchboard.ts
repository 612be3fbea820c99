import type { CallEvent } from '../domain/call.ts';
import { fromFlow } from '../domain/call-flow.ts';
import {
  apologySteps,
  continuePlan,
  type PlanResult,
  plainForward,
  withoutLoops,
} from '../domain/call-plan.ts';
import { soleTargetAt } from '../domain/call-stages.ts';
import type { CallStep } from '../domain/call-step.ts';
import { createCache } from '../infra/cache.ts';
import { type Deadline, startDeadline } from '../infra/deadline.ts';
import type { LateRecords } from '../registry/port.ts';
import { type ArrivingCall, lookUpCall, type VoiceRequest } from './arriving-call.ts';
import { createIsBlocked, refusal } from './blocked-calls.ts';
import { type CallPlannerOptions, createCallPlanner } from './call-planner.ts';
import type { CallerNames } from './caller-names.ts';
import type {
  CallbackUrls,
  CallDocument,
  CarrierAdapter,
  IncomingCall,
  StepResult,
} from './carriers/carrier.ts';
import { createEndpointFinder, type EndpointFinderOptions, type FoundEndpoint } from './endpoint-finder.ts';
import type { LateClaims } from './late-claims.ts';
import type { SaveEvent } from './outbox.ts';
import { plannedEvent, receivedEvent, resolvedEvent, routedEvent } from './voice-events.ts';

/** The answers that a process remembers for repeated webhooks. */
const MAX_ANSWERS = 10_000;

export type SwitchboardOptions = CallPlannerOptions &
  EndpointFinderOptions & {
    lateRecords: LateRecords;
    saveEvent: SaveEvent;
    allNames: CallerNames['allNames'];
    lateClaims: Pick<LateClaims, 'add'>;
    /** The milliseconds that a whole answer gets. Then the call is forwarded plainly. */
    answerMs: number;
    /** Called when an answer came late, or its plan or an event failed. The caller is connected nevertheless. */
    onDegraded: (error: unknown) => void;
  };

/** A callback at which a plan continues. */
export type Continuation = {
  /** null: the step has not ended yet. */
  result: StepResult | null;
  events: readonly CallEvent[];
  /** The call's position in its plan, as the callback's URL carries it. */
  flow: string;
};

/** Answers calls. Whatever fails behind it, there is a document and the caller is connected. */
export interface Switchboard {
  /** Answers the first webhook of a call. A repeated webhook gets the same document and creates no second call. */
  answer(adapter: CarrierAdapter, call: IncomingCall, request: VoiceRequest): Promise<CallDocument>;
  /**
   * Answers a callback and saves its events. Returns null when there is nothing to instruct, because the step has not
   * ended.
   */
  continueCall(
    adapter: CarrierAdapter,
    continuation: Continuation,
    request: VoiceRequest,
  ): Promise<CallDocument | null>;
  /** Answers at the carrier's fallback address: forwards the call plainly, to the endpoint of the voice webhook's answer. */
  fallback(adapter: CarrierAdapter, call: IncomingCall, request: VoiceRequest): Promise<CallDocument>;
}

/** A call's first answer. */
type Answer = { found: FoundEndpoint; document: CallDocument };

function nameOf(adapter: CarrierAdapter, { carrierCallId }: IncomingCall): string {
  return `${adapter.name} ${carrierCallId}`;
}

const HANG_UP: PlanResult = { steps: [{ type: 'hangup' }], routedTo: null };

export function createSwitchboard(options: SwitchboardOptions): Switchboard {
  const { directory, lateRecords, saveEvent, lateClaims, answerMs, onDegraded } = options;
  const finder = createEndpointFinder(options);
  const planArrivingCall = createCallPlanner(options, finder);
  const isBlocked = createIsBlocked(options);
  const answers = createCache<Promise<Answer>>({ max: MAX_ANSWERS });

  async function answer(
    adapter: CarrierAdapter,
    call: IncomingCall,
    request: VoiceRequest,
  ): Promise<CallDocument> {
    const name = nameOf(adapter, call);
    const earlier = answers.get(name);
    if (earlier) return (await earlier).document;
    const answering = lookUpCall(adapter, call, request, options).then(answerFirst);
    answers.set(name, answering);
    try {
      const { document, found } = await answering;
      // The number may be known when the carrier asks again.
      if (!found.endpoint) answers.delete(name);
      return document;
    } catch (error) {
      answers.delete(name);
      throw error;
    }
  }

  async function answerFirst(arriving: ArrivingCall): Promise<Answer> {
    const deadline = startDeadline(answerMs, onDegraded);
    const receivedIsSaved = save(receivedEvent(arriving));
    const { found, plan } = await planInTime(arriving, deadline);
    // A plan that came late is not used. So its route must not be recorded either.
    const routeIsSaved = plan && saveRoute(arriving, plan);
    await deadline.wait(Promise.all([receivedIsSaved, saveUnclaimed(arriving, found), routeIsSaved]));
    deadline.clear();
    return { found, document: plannedDocument(arriving, plan, found) };
  }

  /** Finds the endpoint and the plan of a call. There is no plan when it is late. The refusal of a blocked caller never is. */
  async function planInTime(
    arriving: ArrivingCall,
    deadline: Deadline,
  ): Promise<{ found: FoundEndpoint; plan: PlanResult | undefined }> {
    if (isBlocked(arriving)) {
      const inTime = await deadline.wait(finder.find(arriving).catch(reportDegraded));
      const found = inTime ?? (await finder.withoutRedis(arriving));
      return { found, plan: refusal(found.endpoint) };
    }
    const planned = await deadline.wait(planArrivingCall(arriving).catch(reportDegraded));
    const found = planned?.found ?? (await finder.withoutRedis(arriving));
    return { found, plan: planned?.plan };
  }

  async function saveRoute(
    { adapter, call, request }: ArrivingCall,
    { routedTo }: PlanResult,
  ): Promise<void> {
    if (!routedTo) return;
    const { receivedAt: at, requestId } = request;
    await save(routedEvent(adapter.name, call.carrierCallId, routedTo, { at, requestId }));
  }

  /** Saves an answer that Redis does not know, for the call's record and for the carrier's repeats. */
  async function saveUnclaimed(arriving: ArrivingCall, found: FoundEndpoint): Promise<void> {
    const { adapter, call, request, target } = arriving;
    const { endpoint, link, isClaimed } = found;
    if (isClaimed || !target) return;
    lateClaims.add({
      provider: target.provider.id,
      call: { carrier: adapter.name, id: call.carrierCallId },
      claim: {
        kind: link ? 'live' : 'unlinked',
        at: request.receivedAt.getTime(),
        link: link ?? '',
        ...{ keyedBy: '', key: '', site: '' },
        endpoint: endpoint?.id ?? '',
      },
    });
    await save(resolvedEvent(arriving, found));
  }

  /** Writes the plan's document. Falls back to the plain forward when there is no plan or it cannot be written. */
  function plannedDocument(
    arriving: ArrivingCall,
    plan: PlanResult | undefined,
    found: FoundEndpoint,
  ): CallDocument {
    try {
      if (plan) return write(arriving.adapter, plan.steps, arriving.request.urls);
    } catch (error) {
      onDegraded(error);
    }
    return plainDocument(arriving, found);
  }

  function plainDocument({ adapter, request }: ArrivingCall, { endpoint }: FoundEndpoint): CallDocument {
    const steps = endpoint ? plainForward(endpoint) : apologySteps();
    return write(adapter, steps, request.urls);
  }

  async function continueCall(
    adapter: CarrierAdapter,
    { result, events, flow }: Continuation,
    request: VoiceRequest,
  ): Promise<CallDocument | null> {
    if (!result) {
      await saveInTime(events);
      return null;
    }
    const state = fromFlow(flow);
    if (state && !directory.get('endpoints', state.endpoint)) await lateRecords.findEndpoint(state.endpoint);
    const endpoint = state && directory.get('endpoints', state.endpoint);
    const plan = state && endpoint ? continuePlan(endpoint, state, result) : HANG_UP;
    const target = state && endpoint ? soleTargetAt(endpoint, state) : null;
    const planned = events.map((event) => plannedEvent(event, state, target, plan));
    const time = { at: events[0]?.at ?? request.receivedAt, requestId: request.requestId };
    const routed = plan.routedTo
      ? [routedEvent(adapter.name, result.carrierCallId, plan.routedTo, time)]
      : [];
    await saveInTime([...planned, ...routed]);
    return write(adapter, plan.steps, request.urls);
  }

  async function fallback(
    adapter: CarrierAdapter,
    call: IncomingCall,
    request: VoiceRequest,
  ): Promise<CallDocument> {
    const arriving = await lookUpCall(adapter, call, request, options);
    void save(receivedEvent(arriving));
    const earlier = await answers.get(nameOf(adapter, call))?.catch(reportDegraded);
    const found = earlier?.found ?? (await finder.find(arriving));
    if (!earlier) void saveUnclaimed(arriving, found);
    if (!isBlocked(arriving)) return plainDocument(arriving, found);
    const plan = refusal(found.endpoint);
    void saveRoute(arriving, plan);
    return write(adapter, plan.steps, request.urls);
  }

  /**
   * Writes the steps in the carrier's language. A plan that rings one of our numbers is refused when it is set up, but a
   * number can become ours later.
   */
  function write(adapter: CarrierAdapter, steps: readonly CallStep[], urls: CallbackUrls): CallDocument {
    return adapter.document(
      withoutLoops(steps, (number) => directory.leadsBack(number)),
      urls,
    );
  }

  async function saveInTime(events: readonly CallEvent[]): Promise<void> {
    const deadline = startDeadline(answerMs, onDegraded);
    await deadline.wait(Promise.all(events.map(save)));
    deadline.clear();
  }

  async function save(event: CallEvent): Promise<void> {
    try {
      await saveEvent(event);
    } catch (error) {
      onDegraded(error);
    }
  }

  function reportDegraded(error: unknown): undefined {
    onDegraded(error);
  }

  return { answer, continueCall, fallback };
}
