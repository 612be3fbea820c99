import type { CallStep } from '../../../domain/call-step.ts';
import { MAX_TARGETS } from './document.ts';

/** Why the carrier cannot do the step. @param carrier as people write it */
export function cannotDo(step: CallStep, carrier: string, longestRing: number): string | null {
  if (step.type !== 'dial') return null;
  if (step.targets.length > MAX_TARGETS)
    return `${carrier} rings at most ${MAX_TARGETS} targets at once, not ${step.targets.length}.`;
  if (step.timeoutSeconds > longestRing)
    return `${carrier} lets a call ring for at most ${longestRing} seconds, not ${step.timeoutSeconds}.`;
  return null;
}
