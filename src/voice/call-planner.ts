import type { Dialled, LinkMemory, Resolver } from '../allocation/port.ts';
import { apologySteps, type PlanResult, planCall } from '../domain/call-plan.ts';
import type { Endpoint } from '../domain/model.ts';
import { isKnownCaller } from '../domain/phone.ts';
import { hasWeightedGroup, routingOf } from '../domain/routing.ts';
import type { WhisperFacts } from '../domain/whisper.ts';
import { withTimeout } from '../infra/with-timeout.ts';
import type { Dialable, Directory } from '../registry/port.ts';
import { type ArrivingCall, endpointFor, lastKnownEndpoint } from './arriving-call.ts';
import { type CallerHistory, type CallerMemory, NO_HISTORY } from './caller-memory.ts';
import { createTurns } from './turns.ts';
import { whisperFactsOf } from './whisper-facts.ts';

export type CallPlannerOptions = {
  directory: Directory;
  resolver: Pick<Resolver, 'resolve'>;
  memory: Pick<LinkMemory, 'linkOf'>;
  callers: Pick<CallerMemory, 'recordCall'>;
  /** The milliseconds that Redis gets to resolve a number. Then the call goes where this process last saw it lead. */
  budgetMs: number;
  /** Called when Redis did not answer within its budget. */
  onUnavailable: (error: unknown) => void;
};

/** Returns the planner of a call's first document. */
export function createCallPlanner(options: CallPlannerOptions) {
  const { directory, resolver, memory, callers, budgetMs, onUnavailable } = options;
  const turnOf = createTurns();

  /** Plans the call. Both questions to Redis share one round trip. */
  async function planArrivingCall(arriving: ArrivingCall): Promise<PlanResult> {
    const { target } = arriving;
    if (!target) return { steps: apologySteps(), routedTo: null };
    const [link, history] = await Promise.all([linkOf(arriving, target), historyOf(arriving, target)]);
    const endpoint = link
      ? endpointFor(link.endpoint, target, directory)
      : lastKnownEndpoint(arriving, directory, memory);
    if (!endpoint) return { steps: apologySteps(), routedTo: null };
    return planFor(endpoint, arriving, history ?? NO_HISTORY, whisperOf(endpoint, arriving, target, link));
  }

  function planFor(
    endpoint: Endpoint,
    { call, request }: ArrivingCall,
    { calledAt, answeredBy }: CallerHistory,
    whisper: WhisperFacts,
  ): PlanResult {
    return planCall(endpoint, {
      from: call.from,
      at: request.receivedAt,
      attestation: call.attestation,
      calledAt,
      answeredBefore: answeredBy[endpoint.id] ?? null,
      turn: hasWeightedGroup(routingOf(endpoint)) ? turnOf(endpoint.id, call.carrierCallId) : 0,
      whisper,
    });
  }

  function whisperOf(
    endpoint: Endpoint,
    { call, resolution }: ArrivingCall,
    target: Dialable,
    link: Dialled | null,
  ): WhisperFacts {
    return {
      ...whisperFactsOf(link, memory.linkOf(target.pool.id, call.to), resolution),
      endpoint: endpoint.name,
      site: directory.get('sites', endpoint.site)?.name ?? '',
    };
  }

  /** Resolves with the number's link, or with null when the number has no links or Redis is away. */
  async function linkOf(
    { adapter, call, resolution }: ArrivingCall,
    { provider, pool }: Dialable,
  ): Promise<Dialled | null> {
    if (resolution) return null;
    const { carrierCallId: id, to } = call;
    return withinBudget(resolver.resolve(provider.id, pool.id, { carrier: adapter.name, id, to }));
  }

  /** Resolves with the caller's history, or with null when no plan needs it or Redis is away. */
  async function historyOf(
    { call, request }: ArrivingCall,
    { provider }: Dialable,
  ): Promise<CallerHistory | null> {
    if (!directory.hasPlansForRepeatCallers(provider.id) || !isKnownCaller(call.from)) return null;
    return withinBudget(callers.recordCall(provider.id, call.from, call.carrierCallId, request.receivedAt));
  }

  function withinBudget<T>(answer: Promise<T>): Promise<T | null> {
    return withTimeout(budgetMs, answer).catch((error) => {
      onUnavailable(error);
      return null;
    });
  }

  return planArrivingCall;
}
