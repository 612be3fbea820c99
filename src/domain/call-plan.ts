import type { CallRouted, LegOutcome } from './call.ts';
import { type Branch, type FlowState, toFlow } from './call-flow.ts';
import {
  type DialStage,
  indexOfTarget,
  isBack,
  ownTarget,
  type PlannedEndpoint,
  ringsBack,
  type Stage,
  stagesOf,
} from './call-stages.ts';
import type { CallStep } from './call-step.ts';
import type { E164 } from './phone.ts';
import { type Routing, routingOf } from './routing.ts';
import { isOpen } from './schedule.ts';
import { type CallerFacts, screen, startsWithOne } from './screening.ts';
import { type WhisperFacts, whisperOf } from './whisper.ts';

/** Everything known about a call when it comes in. */
export type CallFacts = CallerFacts & {
  /** The number of earlier calls of the endpoint, for weighted rings. A repeated webhook has the same number. */
  turn: number;
  /** The target that answered the caller's last call. null: nobody answered it, or the target is not known. */
  answeredBefore: string | null;
  whisper: WhisperFacts;
};

/** The steps that follow, and the event to record when they lead the caller to something other than a dial. */
export type PlanResult = { steps: CallStep[]; routedTo: CallRouted['to'] | null };

/** The result of a stage: how the dial ended, or the keys that were pressed. */
export type StageResult = { dial: LegOutcome | null; digits: string | null };

const APOLOGY = 'Sorry, this number is not in service.';
const MAX_TURNS = 1_000_000;

/** Plans the answer to a call's first webhook. */
export function planCall(endpoint: PlannedEndpoint, facts: CallFacts): PlanResult {
  const plan = routingOf(endpoint);
  const screening = screen(plan, facts);
  const branch =
    screening === 'voicemail' ? 'voicemail' : screening === 'block' ? 'blocked' : branchFor(plan, facts);
  return stepsAt(endpoint, plan, {
    endpoint: endpoint.id,
    branch,
    gated: screening === 'keypress',
    stage: 0,
    turn: facts.turn % MAX_TURNS,
    first: plan.rememberCaller ? indexOfTarget(facts.answeredBefore, endpoint, plan, branch) : null,
    whisper: plan.whisper === null ? '' : whisperOf(plan.whisper, facts.whisper),
  });
}

/** Plans the answer to a callback that reports the end of a stage. */
export function continuePlan(endpoint: PlannedEndpoint, state: FlowState, result: StageResult): PlanResult {
  const plan = routingOf(endpoint);
  const stages = stagesOf(endpoint, plan, state);
  const next = state.stage + 1;
  switch (stages[state.stage]?.type) {
    case 'keypress':
      return afterKeypress(endpoint, plan, state, result.digits);
    case 'dial':
      if (result.dial === 'answered') return hangUp();
      return stepsAt(endpoint, plan, { ...state, stage: next });
    case 'voicemail':
      return hangUp('message');
    default:
      return hangUp();
  }
}

/** Plans the steps after a keypress: behind the gates for the right key, one more try, or a refusal. */
function afterKeypress(
  endpoint: PlannedEndpoint,
  plan: Routing,
  state: FlowState,
  digits: string | null,
): PlanResult {
  const stages = stagesOf(endpoint, plan, state);
  const next = state.stage + 1;
  if (digits === plan.keypress?.key) {
    const behindGates = stages.findIndex(({ type }, i) => i >= next && type !== 'keypress');
    return stepsAt(endpoint, plan, { ...state, stage: behindGates < 0 ? stages.length : behindGates });
  }
  if (stages[next]?.type === 'keypress') return stepsAt(endpoint, plan, { ...state, stage: next });
  return hangUp('blocked');
}

/** Returns the plain forward, which rings the endpoint itself. It serves when nothing else can be done in time. */
export function plainForward(endpoint: Pick<PlannedEndpoint, 'number' | 'sip' | 'routing'>): CallStep[] {
  const target = ownTarget(endpoint);
  if (!target) return apologySteps();
  const { timeoutSeconds } = routingOf(endpoint);
  return [
    {
      type: 'dial',
      targets: [target],
      timeoutSeconds,
      whisper: null,
      language: null,
      record: false,
      next: '',
    },
  ];
}

/** Returns the steps of a call without an endpoint: a sentence, so that no caller waits in silence. */
export function apologySteps(): CallStep[] {
  return [{ type: 'say', text: APOLOGY, language: null }, { type: 'hangup' }];
}

/** Removes targets that would bring the call back here. A dial without another target becomes an apology. */
export function withoutLoops(
  steps: readonly CallStep[],
  leadsBack: (number: E164) => boolean,
): readonly CallStep[] {
  if (!steps.some((step) => ringsBack(step, leadsBack))) return steps;
  return steps.flatMap((step): CallStep[] => {
    if (step.type !== 'dial') return [step];
    const [head, ...tail] = step.targets.filter((target) => !isBack(target, leadsBack));
    return head ? [{ ...step, targets: [head, ...tail] }] : apologySteps();
  });
}

function branchFor(plan: Routing, { at, from }: CallFacts): Branch {
  if (plan.schedule && !isOpen(plan.schedule, at)) return 'closed';
  const rule = plan.byCaller.findIndex(({ callers }) => startsWithOne(callers, from));
  return rule < 0 ? 'open' : `callers${rule}`;
}

/** Returns the steps of the position's stage. */
function stepsAt(endpoint: PlannedEndpoint, plan: Routing, state: FlowState): PlanResult {
  if (state.branch === 'blocked')
    return { steps: [{ type: 'reject', reason: plan.refusal }], routedTo: 'blocked' };
  const stages = stagesOf(endpoint, plan, state);
  const stage = stages[state.stage];
  if (!stage) return stages.length === 0 ? { steps: apologySteps(), routedTo: 'announced' } : hangUp();
  // A plan with a single dial needs no position. Its callback's URL stays short.
  const next = stages.length > 1 || stage.type !== 'dial' ? toFlow(state) : '';
  const { language } = plan;
  switch (stage.type) {
    case 'keypress': {
      const { text, timeoutSeconds } = plan.keypress ?? { text: '', timeoutSeconds: 6 };
      return { steps: [{ type: 'gather', text, language, timeoutSeconds, next }], routedTo: null };
    }
    case 'dial':
      return { steps: dialSteps(stage, isFirstDial(stages, state), plan, state, next), routedTo: null };
    case 'voicemail':
      if (!plan.voicemail) return hangUp();
      return { steps: [{ type: 'voicemail', ...plan.voicemail, language, next }], routedTo: 'voicemail' };
    case 'announcement':
      return {
        steps: [{ type: 'say', text: stage.text, language }, { type: 'hangup' }],
        routedTo: 'announced',
      };
  }
}

/** Returns the dial, with the greeting before the first one of the call. */
function dialSteps(
  { targets, timeoutSeconds }: DialStage,
  isFirst: boolean,
  { greeting, language, record }: Routing,
  { whisper }: FlowState,
  next: string,
): CallStep[] {
  const dial: CallStep = {
    ...{ type: 'dial', targets, timeoutSeconds, record, next },
    ...{ whisper: whisper || null, language },
  };
  return greeting && isFirst ? [{ type: 'say', text: greeting, language }, dial] : [dial];
}

function isFirstDial(stages: readonly Stage[], { stage }: FlowState): boolean {
  return stages.findIndex(({ type }) => type === 'dial') === stage;
}

function hangUp(routedTo: PlanResult['routedTo'] = null): PlanResult {
  return { steps: [{ type: 'hangup' }], routedTo };
}
