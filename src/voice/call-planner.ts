import type { LinkMemory } from '../allocation/port.ts';
import { apologySteps, type PlanResult, planCall } from '../domain/call-plan.ts';
import type { Endpoint } from '../domain/model.ts';
import { isKnownCaller } from '../domain/phone.ts';
import { hasWeightedGroup, routingOf } from '../domain/routing.ts';
import type { WhisperFacts } from '../domain/whisper.ts';
import { withTimeout } from '../infra/with-timeout.ts';
import type { Directory } from '../registry/port.ts';
import type { ArrivingCall } from './arriving-call.ts';
import { type CallerHistory, type CallerMemory, NO_HISTORY } from './caller-memory.ts';
import type { EndpointFinder, FoundEndpoint } from './endpoint-finder.ts';
import { createTurns } from './turns.ts';
import { whisperFactsOf } from './whisper-facts.ts';

export type CallPlannerOptions = {
  directory: Directory;
  memory: Pick<LinkMemory, 'linkOf'>;
  callers: Pick<CallerMemory, 'recordCall'>;
  /** The milliseconds that Redis gets for the caller's history. */
  budgetMs: number;
  /** Called when Redis did not answer within its budget. */
  onUnavailable: (error: unknown) => void;
};

export type PlannedCall = { found: FoundEndpoint; plan: PlanResult };

/** Returns the planner of a call's first document. */
export function createCallPlanner(options: CallPlannerOptions, finder: Pick<EndpointFinder, 'find'>) {
  const { directory, memory, callers, budgetMs, onUnavailable } = options;
  const turnOf = createTurns();

  /** Plans the call. Both questions to Redis share one round trip. */
  async function planArrivingCall(arriving: ArrivingCall): Promise<PlannedCall> {
    const [found, history] = await Promise.all([finder.find(arriving), historyOf(arriving)]);
    const { endpoint } = found;
    if (!endpoint) return { found, plan: { steps: apologySteps(), routedTo: null } };
    const whisper = whisperOf(endpoint, arriving, found);
    return { found, plan: planFor(endpoint, arriving, history, whisper) };
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
    { call, target, resolution }: ArrivingCall,
    { claim }: FoundEndpoint,
  ): WhisperFacts {
    const known = target && memory.linkOf(target.pool.id, call.to);
    return {
      ...whisperFactsOf(claim, known, resolution),
      endpoint: endpoint.name,
      site: directory.get('sites', endpoint.site)?.name ?? '',
    };
  }

  /** Resolves with the caller's history. It is empty when no plan needs it or Redis is away. */
  async function historyOf({ call, request, target }: ArrivingCall): Promise<CallerHistory> {
    const provider = target?.provider.id;
    if (!provider || !directory.hasPlansForRepeatCallers(provider) || !isKnownCaller(call.from))
      return NO_HISTORY;
    const recorded = callers.recordCall(provider, call.from, call.carrierCallId, request.receivedAt);
    return withTimeout(budgetMs, recorded).catch((error) => {
      onUnavailable(error);
      return NO_HISTORY;
    });
  }

  return planArrivingCall;
}
