import type { CallRouted, LegOutcome } from './call.ts';
import { type Branch, type FlowState, toFlow } from './call-flow.ts';
import type { CallStep, DialStep, Target } from './call-step.ts';
import type { E164 } from './phone.ts';
import { type RingGroup, type Routing, routingOf } from './routing.ts';
import { isOpen } from './schedule.ts';
import { type CallerFacts, screen, startsWithOne } from './screening.ts';
import { type WhisperFacts, whisperOf } from './whisper.ts';

/** What a plan needs of an endpoint. */
export type PlannedEndpoint = { id: string; number: E164 | null; sip: string | null; routing: object };

/** What is known of a call when it comes in. */
export type CallFacts = CallerFacts & {
  /** How many calls the endpoint has had before, for weights; the same for a repeat of the webhook. */
  turn: number;
  /** Who answered the caller's last call; null: nobody, or it is not known. */
  answeredBefore: string | null;
  whisper: WhisperFacts;
};

/** What to do next, and where that leads the caller. */
export type PlanResult = { steps: CallStep[]; routedTo: CallRouted['to'] | null };

/** What became of a stage: a dial, a key, a message. */
export type StageResult = { dial: LegOutcome | null; digits: string | null };

type Stage =
  | { type: 'keypress' }
  | { type: 'dial'; targets: DialStep['targets']; timeoutSeconds: number }
  | { type: 'voicemail' }
  | { type: 'announcement'; text: string };

const APOLOGY = 'Sorry, this number is not in service.';
const MAX_TURNS = 1_000_000;

/** The answer to a call's first webhook. */
export function planCall(endpoint: PlannedEndpoint, facts: CallFacts): PlanResult {
  const plan = routingOf(endpoint);
  const screening = screen(plan, facts);
  const branch =
    screening === 'voicemail' ? 'voicemail' : screening === 'block' ? 'blocked' : branchFor(plan, facts);
  const state: FlowState = {
    endpoint: endpoint.id,
    branch,
    gated: screening === 'keypress',
    stage: 0,
    turn: facts.turn % MAX_TURNS,
    first: plan.rememberCaller ? placeOf(facts.answeredBefore, endpoint, plan, branch) : null,
    whisper: plan.whisper === null ? '' : whisperOf(plan.whisper, facts.whisper),
  };
  return at(endpoint, plan, state);
}

/** The answer to a callback that tells how a stage ended. */
export function continuePlan(endpoint: PlannedEndpoint, state: FlowState, ended: StageResult): PlanResult {
  const plan = routingOf(endpoint);
  const stages = stagesOf(endpoint, plan, state);
  const stage = stages[state.stage];
  const next = state.stage + 1;
  switch (stage?.type) {
    case 'keypress': {
      if (ended.digits === plan.keypress?.key) {
        const passed = stages.findIndex(({ type }, i) => i >= next && type !== 'keypress');
        return at(endpoint, plan, { ...state, stage: passed < 0 ? stages.length : passed });
      }
      if (stages[next]?.type === 'keypress') return at(endpoint, plan, { ...state, stage: next });
      return { steps: [{ type: 'hangup' }], routedTo: 'blocked' };
    }
    case 'dial':
      if (ended.dial === 'answered') return over();
      return at(endpoint, plan, { ...state, stage: next });
    case 'voicemail':
      return { steps: [{ type: 'hangup' }], routedTo: 'message' };
    default:
      return over();
  }
}

/** Whom the stage rings, where it rings one alone. */
export function soleTargetAt(endpoint: PlannedEndpoint, state: FlowState): string | null {
  const stage = stagesOf(endpoint, routingOf(endpoint), state)[state.stage];
  return stage?.type === 'dial' && stage.targets.length === 1 ? textOf(stage.targets[0]) : null;
}

/** The plain forward: rings the endpoint itself and nothing else. For when nothing else can be done in time. */
export function plainForward(endpoint: Pick<PlannedEndpoint, 'number' | 'sip' | 'routing'>): CallStep[] {
  const target = ownTarget(endpoint);
  if (!target) return apologySteps();
  const { timeoutSeconds } = routingOf(endpoint);
  return [{ type: 'dial', targets: [target], timeoutSeconds, whisper: null, record: false, next: '' }];
}

/** The steps for a call that leads nowhere: a sentence, so that no caller waits in silence. */
export function apologySteps(): CallStep[] {
  return [{ type: 'say', text: APOLOGY }, { type: 'hangup' }];
}

/** The steps without dials that would come back here; a dial that has nobody else to ring becomes an apology. */
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

/** Whether the step rings a number that would bring the call back here. */
export function ringsBack(step: CallStep, leadsBack: (number: E164) => boolean): boolean {
  return step.type === 'dial' && step.targets.some((target) => isBack(target, leadsBack));
}

function isBack(target: Target, leadsBack: (number: E164) => boolean): boolean {
  return 'number' in target && leadsBack(target.number);
}

/** Every step that the plan can come to, with the member of the plan that it comes from. */
export function possibleSteps(endpoint: PlannedEndpoint): { pointer: string; step: CallStep }[] {
  const plan = routingOf(endpoint);
  const dial = (targets: DialStep['targets'], timeoutSeconds: number): CallStep => ({
    ...{ type: 'dial', targets, timeoutSeconds },
    ...{ whisper: plan.whisper, record: plan.record, next: 'x' },
  });
  const own = ownTarget(endpoint);
  const lists = [
    { pointer: '/ring', ring: plan.ring },
    { pointer: '/closed/ring', ring: plan.closed.ring },
    ...plan.byCaller.map(({ ring }, i) => ({ pointer: `/byCaller/${i}/ring`, ring })),
  ];
  const { voicemail, keypress, greeting } = plan;
  return [
    ...(own && plan.ring.length === 0 ? [{ pointer: '', step: dial([own], plan.timeoutSeconds) }] : []),
    ...lists.flatMap(({ pointer, ring }) =>
      ring.flatMap((group, i) =>
        dialsOf(group, 0).map((stage) => ({
          pointer: `${pointer}/${i}`,
          step: dial(stage.targets, stage.timeoutSeconds),
        })),
      ),
    ),
    ...(voicemail
      ? [{ pointer: '/voicemail', step: { type: 'voicemail', ...voicemail, next: 'x' } as const }]
      : []),
    ...(keypress
      ? [
          {
            pointer: '/keypress',
            step: {
              type: 'gather',
              text: keypress.text,
              timeoutSeconds: keypress.timeoutSeconds,
              next: 'x',
            } as const,
          },
        ]
      : []),
    ...(greeting ? [{ pointer: '/greeting', step: { type: 'say', text: greeting } as const }] : []),
    ...(canBlock(plan)
      ? [{ pointer: '/refusal', step: { type: 'reject', reason: plan.refusal } as const }]
      : []),
  ];
}

function canBlock({ blocked, anonymous, spam }: Routing): boolean {
  return (
    blocked.length > 0 ||
    anonymous === 'block' ||
    spam.rate?.action === 'block' ||
    Object.values(spam.attestation).includes('block')
  );
}

function branchFor(plan: Routing, { at: when, from }: CallFacts): Branch {
  if (plan.schedule && !isOpen(plan.schedule, when)) return 'closed';
  const rule = plan.byCaller.findIndex(({ callers }) => startsWithOne(callers, from));
  return rule < 0 ? 'open' : `callers${rule}`;
}

/** What happens at the state's stage. */
function at(endpoint: PlannedEndpoint, plan: Routing, state: FlowState): PlanResult {
  if (state.branch === 'blocked')
    return { steps: [{ type: 'reject', reason: plan.refusal }], routedTo: 'blocked' };
  const stages = stagesOf(endpoint, plan, state);
  const stage = stages[state.stage];
  // A plan without a further stage needs no memory of where the call is, and keeps its callback's URL short.
  const next = stages.length > 1 || stage?.type !== 'dial' ? toFlow(state) : '';
  switch (stage?.type) {
    case 'keypress': {
      const { text, timeoutSeconds } = plan.keypress ?? { text: '', timeoutSeconds: 6 };
      return { steps: [{ type: 'gather', text, timeoutSeconds, next }], routedTo: null };
    }
    case 'dial': {
      const { targets, timeoutSeconds } = stage;
      const whisper = state.whisper || null;
      const isFirst = stages.findIndex(({ type }) => type === 'dial') === state.stage;
      return {
        steps: [
          ...(plan.greeting && isFirst ? [{ type: 'say', text: plan.greeting } as const] : []),
          { type: 'dial', targets, timeoutSeconds, whisper, record: plan.record, next },
        ],
        routedTo: null,
      };
    }
    case 'voicemail': {
      if (!plan.voicemail) return over();
      return { steps: [{ type: 'voicemail', ...plan.voicemail, next }], routedTo: 'voicemail' };
    }
    case 'announcement':
      return { steps: [{ type: 'say', text: stage.text }, { type: 'hangup' }], routedTo: 'announced' };
    default:
      if (stages.length === 0) return { steps: apologySteps(), routedTo: 'announced' };
      return over();
  }
}

function over(): PlanResult {
  return { steps: [{ type: 'hangup' }], routedTo: null };
}

/** All that can happen to the call, in order. It is finite, and a call only ever goes forward in it. */
function stagesOf(
  endpoint: PlannedEndpoint,
  plan: Routing,
  { branch, gated, turn, first }: FlowState,
): Stage[] {
  const voicemail: Stage[] = plan.voicemail ? [{ type: 'voicemail' }] : [];
  if (branch === 'voicemail') return voicemail;
  const gates: Stage[] = gated
    ? Array.from({ length: plan.keypress?.attempts ?? 0 }, () => ({ type: 'keypress' }))
    : [];
  if (branch === 'closed' && plan.closed.action !== 'ring') {
    const { action, announcement } = plan.closed;
    return [
      ...gates,
      ...(action === 'voicemail' ? voicemail : [{ type: 'announcement', text: announcement } as const]),
    ];
  }
  const dials = groupsOf(endpoint, plan, branch).flatMap((group) => dialsOf(group, turn));
  return [...gates, ...led(dials, targetAt(first, endpoint, plan, branch)), ...voicemail];
}

type Dial = Extract<Stage, { type: 'dial' }>;

/** Whoever answered the caller before is rung first, and not again. */
function led(dials: readonly Dial[], first: string | null): Dial[] {
  const own = dials.find(({ targets }) => targets.some((target) => textOf(target) === first));
  const target = own?.targets.find((one) => textOf(one) === first);
  if (!own || !target) return [...dials];
  const others = dials.flatMap((dial) => {
    const [head, ...tail] = dial.targets.filter((one) => textOf(one) !== first);
    return head ? [{ ...dial, targets: [head, ...tail] as const }] : [];
  });
  return [{ ...own, targets: [target] }, ...others];
}

function groupsOf(endpoint: PlannedEndpoint, plan: Routing, branch: Branch): readonly RingGroup[] {
  const own = ownTarget(endpoint);
  const rule = /^callers(\d+)$/.exec(branch)?.[1];
  const groups =
    branch === 'closed'
      ? plan.closed.ring
      : ((rule === undefined ? undefined : plan.byCaller[Number(rule)]?.ring) ?? plan.ring);
  if (groups.length > 0 || !own) return groups;
  return [{ targets: [{ ...own, weight: 1 }], strategy: 'together', timeoutSeconds: plan.timeoutSeconds }];
}

function dialsOf({ targets, strategy, timeoutSeconds }: RingGroup, turn: number): Dial[] {
  const dial = (head: Target, ...tail: Target[]): Dial => ({
    type: 'dial',
    targets: [head, ...tail],
    timeoutSeconds,
  });
  if (strategy === 'together') {
    const [head, ...tail] = targets.map(targetOf);
    return head ? [dial(head, ...tail)] : [];
  }
  const start =
    strategy === 'weighted'
      ? inTurn(
          targets.map(({ weight }) => weight),
          turn,
        )
      : 0;
  return [...targets.slice(start), ...targets.slice(0, start)].map((target) => dial(targetOf(target)));
}

/**
 * Whose turn it is: smooth weighted round robin, in which each gets exactly its share of every run of calls as long as
 * the sum of the weights, as evenly spread as can be.
 */
export function inTurn(weights: readonly number[], turn: number): number {
  const sum = weights.reduce((a, b) => a + b, 0);
  const credit = weights.map(() => 0);
  let chosen = 0;
  for (let i = 0; i <= turn % sum; i++) {
    for (const [j, weight] of weights.entries()) credit[j] = (credit[j] ?? 0) + weight;
    chosen = credit.indexOf(Math.max(...credit));
    credit[chosen] = (credit[chosen] ?? 0) - sum;
  }
  return chosen;
}

/** All who can be rung on the branch, in the order of the plan. */
function ringable(endpoint: PlannedEndpoint, plan: Routing, branch: Branch): string[] {
  return groupsOf(endpoint, plan, branch).flatMap(({ targets }) =>
    targets.map((one) => textOf(targetOf(one))),
  );
}

function placeOf(
  who: string | null,
  endpoint: PlannedEndpoint,
  plan: Routing,
  branch: Branch,
): number | null {
  if (who === null || branch === 'blocked' || branch === 'voicemail') return null;
  const place = ringable(endpoint, plan, branch).indexOf(who);
  return place < 0 ? null : place;
}

function targetAt(
  place: number | null,
  endpoint: PlannedEndpoint,
  plan: Routing,
  branch: Branch,
): string | null {
  return place === null ? null : (ringable(endpoint, plan, branch)[place] ?? null);
}

function ownTarget({ number, sip }: Pick<PlannedEndpoint, 'number' | 'sip'>): Target | null {
  return sip ? { sip } : number ? { number } : null;
}

function targetOf({ number, sip }: { number?: string | undefined; sip?: string | undefined }): Target {
  return sip === undefined ? { number: number ?? '' } : { sip };
}

export function textOf(target: Target): string {
  return 'sip' in target ? target.sip : target.number;
}
