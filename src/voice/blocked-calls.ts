import { blockableCaller } from '../domain/blocked-caller.ts';
import type { PlanResult } from '../domain/call-plan.ts';
import type { Endpoint } from '../domain/model.ts';
import { routingOf } from '../domain/routing.ts';
import type { Directory } from '../registry/port.ts';
import type { ArrivingCall } from './arriving-call.ts';
import type { CallerNames } from './caller-names.ts';

export type BlockedCallsOptions = {
  directory: Pick<Directory, 'hasBlocks' | 'blockOf'>;
  allNames: CallerNames['allNames'];
};

/** Returns the function that says whether the provider blocks the caller. It reads the directory in memory alone. */
export function createIsBlocked({ directory, allNames }: BlockedCallsOptions) {
  return ({ target, call }: Pick<ArrivingCall, 'target' | 'call'>): boolean => {
    const provider = target?.provider.id;
    if (provider === undefined || !directory.hasBlocks(provider)) return false;
    const caller = blockableCaller(call.from);
    if (caller === null) return false;
    // A provider that masks callers stores the hash of the text that the carrier wrote.
    const names = [
      ...allNames(provider, caller),
      ...(caller === call.from ? [] : allNames(provider, call.from)),
    ];
    return directory.blockOf(provider, names) !== undefined;
  };
}

/** Returns the refusal of a call before it is answered, in the way that the endpoint's plan refuses callers. */
export function refusal(endpoint: Endpoint | undefined): PlanResult {
  const reason = endpoint ? routingOf(endpoint).refusal : 'rejected';
  return { steps: [{ type: 'reject', reason }], routedTo: 'blocked' };
}
