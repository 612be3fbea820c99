import { possibleSteps } from '../domain/call-possible-steps.ts';
import { type PlannedEndpoint, ringsBack } from '../domain/call-stages.ts';
import type { CallStep } from '../domain/call-step.ts';
import type { Carrier } from '../domain/model.ts';
import { Problem, type ProblemDetail } from '../domain/problem.ts';

/** Why a carrier cannot do a step; null when it can. */
export type CannotDo = (carrier: Carrier, step: CallStep) => string | null;

/**
 * Refuses a plan that one of the carriers cannot carry out, so that nobody finds out during a call.
 * @param pointerTo what in the request it is about, for a member of the plan
 */
export function checkPlan(
  endpoint: PlannedEndpoint,
  carriers: Iterable<Carrier>,
  cannot: CannotDo,
  pointerTo: (member: string) => string,
): void {
  const errors: ProblemDetail[] = [];
  for (const carrier of new Set(carriers)) {
    for (const { pointer: member, step } of possibleSteps(endpoint)) {
      const detail = cannot(carrier, step);
      const pointer = pointerTo(member);
      const isKnown = errors.some((error) => error.pointer === pointer && error.detail === detail);
      if (detail !== null && !isKnown) errors.push({ pointer, detail });
    }
  }
  const [first] = errors;
  if (first)
    throw new Problem('unsupported_by_carrier', `The plan cannot be carried out: ${first.detail}`, {
      errors,
    });
}

/**
 * Refuses a plan that rings a number of ours: the call would come back, and go round in circles.
 * @param pointerTo what in the request it is about, for a member of the plan
 */
export function checkLoops(
  endpoint: PlannedEndpoint,
  leadsBack: (number: string) => boolean,
  pointerTo: (member: string) => string,
): void {
  const found = possibleSteps(endpoint).find(({ step }) => ringsBack(step, leadsBack));
  if (!found) return;
  const detail = 'rings a number of a pool, by which the call would come back here';
  throw new Problem('invalid_request', `The plan ${detail}.`, {
    errors: [{ pointer: pointerTo(found.pointer), detail }],
  });
}
