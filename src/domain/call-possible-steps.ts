import { dialStagesOf, ownTarget, type PlannedEndpoint } from './call-stages.ts';
import type { CallStep, DialStep } from './call-step.ts';
import { type Routing, routingOf } from './routing.ts';

/** A step that a plan can lead to. `pointer` is the JSON pointer of the plan's member that it comes from. */
export type PossibleStep = { pointer: string; step: CallStep };

/** Returns every step that the endpoint's plan can lead to. A carrier is checked against them when a plan is set up. */
export function possibleSteps(endpoint: PlannedEndpoint): PossibleStep[] {
  const plan = routingOf(endpoint);
  return [...possibleDials(endpoint, plan), ...otherSteps(plan)];
}

function possibleDials(endpoint: PlannedEndpoint, plan: Routing): PossibleStep[] {
  const dial = (targets: DialStep['targets'], timeoutSeconds: number): CallStep => ({
    type: 'dial',
    targets,
    timeoutSeconds,
    whisper: plan.whisper,
    language: plan.language,
    record: plan.record,
    next: 'x',
  });
  const own = plan.ring.length === 0 ? ownTarget(endpoint) : null;
  const lists = [
    { pointer: '/ring', ring: plan.ring },
    { pointer: '/closed/ring', ring: plan.closed.ring },
    ...plan.byCaller.map(({ ring }, i) => ({ pointer: `/byCaller/${i}/ring`, ring })),
  ];
  const inLists = lists.flatMap(({ pointer, ring }) =>
    ring.flatMap((group, i) =>
      dialStagesOf(group, 0).map(({ targets, timeoutSeconds }) => ({
        pointer: `${pointer}/${i}`,
        step: dial(targets, timeoutSeconds),
      })),
    ),
  );
  return [...(own ? [{ pointer: '', step: dial([own], plan.timeoutSeconds) }] : []), ...inLists];
}

function otherSteps(plan: Routing): PossibleStep[] {
  const { voicemail, keypress, greeting, language, refusal } = plan;
  const steps: PossibleStep[] = [];
  if (voicemail)
    steps.push({ pointer: '/voicemail', step: { type: 'voicemail', ...voicemail, language, next: 'x' } });
  if (keypress) {
    const { text, timeoutSeconds } = keypress;
    steps.push({ pointer: '/keypress', step: { type: 'gather', text, language, timeoutSeconds, next: 'x' } });
  }
  if (greeting) steps.push({ pointer: '/greeting', step: { type: 'say', text: greeting, language } });
  if (canBlock(plan)) steps.push({ pointer: '/refusal', step: { type: 'reject', reason: refusal } });
  return steps;
}

function canBlock({ blocked, anonymous, spam }: Routing): boolean {
  return (
    blocked.length > 0 ||
    anonymous === 'block' ||
    spam.rate?.action === 'block' ||
    Object.values(spam.attestation).includes('block')
  );
}
