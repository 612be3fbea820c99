import { possibleSteps } from '../domain/call-possible-steps.ts';
import { type PlannedEndpoint, ringsBack } from '../domain/call-stages.ts';
import type { CallStep } from '../domain/call-step.ts';
import type { Carrier } from '../domain/model.ts';
import { Problem, type ProblemDetail } from '../domain/problem.ts';

/** Returns the reason why a carrier cannot do a step, or null when it can. */
export type CannotDo = (carrier: Carrier, step: CallStep) => string | null;

/**
 * Throws `unsupported_by_carrier` when one of the carriers cannot carry out the plan. Otherwise a call would find out.
 * @param pointerTo returns the JSON pointer of a member of the plan in the request
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
 * Throws when the plan rings a number of a pool. The call would come back to this gateway in a loop.
 * @param pointerTo returns the JSON pointer of a member of the plan in the request
 */
export function checkLoops(
  endpoint: PlannedEndpoint,
  leadsBack: (number: string) => boolean,
  pointerTo: (member: string) => string,
): void {
  const found = possibleSteps(endpoint).find(({ step }) => ringsBack(step, leadsBack));
  if (!found) return;
  const detail = 'rings a number of a pool, so the call would come back in a loop';
  throw new Problem('invalid_request', `The plan ${detail}.`, {
    errors: [{ pointer: pointerTo(found.pointer), detail }],
  });
}
