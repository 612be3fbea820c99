import type { CallStep } from '../../../domain/call-step.ts';
import { MAX_TARGETS } from './document.ts';

/** Returns why the carrier cannot do the step, or null. @param carrier the name as people write it */
export function cannotDo(step: CallStep, carrier: string, maxRingSeconds: number): string | null {
  if (step.type !== 'dial') return null;
  if (step.targets.length > MAX_TARGETS)
    return `${carrier} rings at most ${MAX_TARGETS} targets at once, not ${step.targets.length}.`;
  if (step.timeoutSeconds > maxRingSeconds)
    return `${carrier} lets a call ring for at most ${maxRingSeconds} seconds, not ${step.timeoutSeconds}.`;
  return null;
}
