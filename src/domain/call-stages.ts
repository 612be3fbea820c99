/** The stages of a routing plan: everything that can happen to a call, in order. */
import type { Branch, FlowState } from './call-flow.ts';
import type { CallStep, DialStep, Target } from './call-step.ts';
import type { E164 } from './phone.ts';
import type { RingGroup } from './ring-group.ts';
import { type Routing, routingOf } from './routing.ts';

/** The members of an endpoint that a plan needs. */
export type PlannedEndpoint = { id: string; number: E164 | null; sip: string | null; routing: object };

export type DialStage = { type: 'dial'; targets: DialStep['targets']; timeoutSeconds: number };
export type Stage =
  | { type: 'keypress' }
  | DialStage
  | { type: 'voicemail' }
  | { type: 'announcement'; text: string };

/** Returns the stages of a call's branch. Their number is finite, and a call never returns to an earlier stage. */
export function stagesOf(
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
    const closed: Stage[] =
      action === 'voicemail' ? voicemail : [{ type: 'announcement', text: announcement }];
    return [...gates, ...closed];
  }
  const dials = ringGroupsOf(endpoint, plan, branch).flatMap((group) => dialStagesOf(group, turn));
  const remembered = first === null ? undefined : targetsOf(endpoint, plan, branch)[first];
  return [...gates, ...withTargetFirst(dials, remembered), ...voicemail];
}

/** Returns the stages with the remembered target as the first one, and without it in the later ones. */
function withTargetFirst(dials: readonly DialStage[], remembered: string | undefined): DialStage[] {
  const isRemembered = (target: Target) => textOf(target) === remembered;
  const dial = dials.find(({ targets }) => targets.some(isRemembered));
  const target = dial?.targets.find(isRemembered);
  if (!dial || !target) return [...dials];
  const others = dials.flatMap((one) => {
    const [head, ...tail] = one.targets.filter((other) => !isRemembered(other));
    return head ? [{ ...one, targets: [head, ...tail] as const }] : [];
  });
  return [{ ...dial, targets: [target] }, ...others];
}

/** Returns the ring groups of a branch. Without any, the endpoint itself is rung. */
function ringGroupsOf(endpoint: PlannedEndpoint, plan: Routing, branch: Branch): readonly RingGroup[] {
  const groups = configuredGroups(plan, branch);
  const own = ownTarget(endpoint);
  if (groups.length > 0 || !own) return groups;
  return [{ targets: [{ ...own, weight: 1 }], strategy: 'together', timeoutSeconds: plan.timeoutSeconds }];
}

function configuredGroups(plan: Routing, branch: Branch): readonly RingGroup[] {
  if (branch === 'closed') return plan.closed.ring;
  const rule = /^callers(\d+)$/.exec(branch)?.[1];
  return (rule === undefined ? undefined : plan.byCaller[Number(rule)]?.ring) ?? plan.ring;
}

/** Returns the dials of a ring group: one for all targets at once, or one after the other. */
export function dialStagesOf({ targets, strategy, timeoutSeconds }: RingGroup, turn: number): DialStage[] {
  const dial = (head: Target, ...tail: Target[]): DialStage => ({
    type: 'dial',
    targets: [head, ...tail],
    timeoutSeconds,
  });
  if (strategy === 'together') {
    const [head, ...tail] = targets.map(targetFrom);
    return head ? [dial(head, ...tail)] : [];
  }
  const weights = targets.map(({ weight }) => weight);
  const start = strategy === 'weighted' ? inTurn(weights, turn) : 0;
  return [...targets.slice(start), ...targets.slice(0, start)].map((target) => dial(targetFrom(target)));
}

/**
 * Returns the index whose turn it is, by smooth weighted round robin. In every run of as many calls as the sum of the
 * weights, each index gets exactly its weight in turns, spread evenly.
 */
export function inTurn(weights: readonly number[], turn: number): number {
  const sum = weights.reduce((a, b) => a + b, 0);
  const credits = weights.map(() => 0);
  let selected = 0;
  for (let i = 0; i <= turn % sum; i++) {
    for (const [j, weight] of weights.entries()) credits[j] = (credits[j] ?? 0) + weight;
    selected = credits.indexOf(Math.max(...credits));
    credits[selected] = (credits[selected] ?? 0) - sum;
  }
  return selected;
}

/** Returns the index of a target among all targets of the branch, or null when the branch does not ring it. */
export function indexOfTarget(
  target: string | null,
  endpoint: PlannedEndpoint,
  plan: Routing,
  branch: Branch,
): number | null {
  if (target === null || branch === 'blocked' || branch === 'voicemail') return null;
  const index = targetsOf(endpoint, plan, branch).indexOf(target);
  return index < 0 ? null : index;
}

/** Returns the target of the position's stage, where that stage rings a single target. */
export function soleTargetAt(endpoint: PlannedEndpoint, state: FlowState): string | null {
  const stage = stagesOf(endpoint, routingOf(endpoint), state)[state.stage];
  return stage?.type === 'dial' && stage.targets.length === 1 ? textOf(stage.targets[0]) : null;
}

/** Returns all targets of a branch in the order of the plan. */
function targetsOf(endpoint: PlannedEndpoint, plan: Routing, branch: Branch): string[] {
  return ringGroupsOf(endpoint, plan, branch).flatMap(({ targets }) =>
    targets.map((target) => textOf(targetFrom(target))),
  );
}

/** Returns the endpoint's own number or SIP address. A SIP address comes first. */
export function ownTarget({ number, sip }: Pick<PlannedEndpoint, 'number' | 'sip'>): Target | null {
  return sip ? { sip } : number ? { number } : null;
}

function targetFrom({ number, sip }: { number?: string | undefined; sip?: string | undefined }): Target {
  return sip === undefined ? { number: number ?? '' } : { sip };
}

export function textOf(target: Target): string {
  return 'sip' in target ? target.sip : target.number;
}

/** Returns whether the step rings a number that would bring the call back here. */
export function ringsBack(step: CallStep, leadsBack: (number: E164) => boolean): boolean {
  return step.type === 'dial' && step.targets.some((target) => isBack(target, leadsBack));
}

export function isBack(target: Target, leadsBack: (number: E164) => boolean): boolean {
  return 'number' in target && leadsBack(target.number);
}
