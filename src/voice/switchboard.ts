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
import { startDeadline } from '../infra/deadline.ts';
import { type ArrivingCall, lastKnownEndpoint, lookUpCall, type VoiceRequest } from './arriving-call.ts';
import { type CallPlannerOptions, createCallPlanner } from './call-planner.ts';
import type {
  CallbackUrls,
  CallDocument,
  CarrierAdapter,
  IncomingCall,
  StepResult,
} from './carriers/carrier.ts';
import type { SaveEvent } from './outbox.ts';
import { plannedEvent, receivedEvent, routedEvent } from './voice-events.ts';

export type SwitchboardOptions = CallPlannerOptions & {
  saveEvent: SaveEvent;
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
  /** Answers at the carrier's fallback address: forwards the call plainly, by this process's memory alone. */
  fallback(adapter: CarrierAdapter, call: IncomingCall, request: VoiceRequest): CallDocument;
}

const HANG_UP: PlanResult = { steps: [{ type: 'hangup' }], routedTo: null };

export function createSwitchboard(options: SwitchboardOptions): Switchboard {
  const { directory, memory, saveEvent, answerMs, onDegraded } = options;
  const planArrivingCall = createCallPlanner(options);

  async function answer(
    adapter: CarrierAdapter,
    call: IncomingCall,
    request: VoiceRequest,
  ): Promise<CallDocument> {
    const arriving = lookUpCall(adapter, call, request, directory);
    const deadline = startDeadline(answerMs, onDegraded);
    const receivedIsSaved = save(receivedEvent(arriving));
    const plan = await deadline.wait(planArrivingCall(arriving).catch(reportDegraded));
    // A plan that came late is not used. So its route must not be recorded either.
    if (plan) await deadline.wait(Promise.all([receivedIsSaved, saveRoute(arriving, plan)]));
    else await deadline.wait(receivedIsSaved);
    deadline.clear();
    return plannedDocument(arriving, plan);
  }

  async function saveRoute(
    { adapter, call, request }: ArrivingCall,
    { routedTo }: PlanResult,
  ): Promise<void> {
    if (!routedTo) return;
    const { receivedAt: at, requestId } = request;
    await save(routedEvent(adapter.name, call.carrierCallId, routedTo, { at, requestId }));
  }

  /** Writes the plan's document. Falls back to the plain forward when there is no plan or it cannot be written. */
  function plannedDocument(arriving: ArrivingCall, plan: PlanResult | undefined): CallDocument {
    try {
      if (plan) return write(arriving.adapter, plan.steps, arriving.request.urls);
    } catch (error) {
      onDegraded(error);
    }
    return plainDocument(arriving);
  }

  function plainDocument(arriving: ArrivingCall): CallDocument {
    const endpoint = lastKnownEndpoint(arriving, directory, memory);
    const steps = endpoint ? plainForward(endpoint) : apologySteps();
    return write(arriving.adapter, steps, arriving.request.urls);
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

  function fallback(adapter: CarrierAdapter, call: IncomingCall, request: VoiceRequest): CallDocument {
    const arriving = lookUpCall(adapter, call, request, directory);
    void save(receivedEvent(arriving));
    return plainDocument(arriving);
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
