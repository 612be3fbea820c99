import type { Call, CallEvent } from '../domain/call.ts';
import type { Store } from '../store/port.ts';

/** Nobody rings, or is asked for a message, for so long. */
const UNANSWERED_MS = 3_600_000;
/** The longest call that carriers let through is four hours. */
const TALKING_MS = 5 * 3_600_000;
const PAGE = 500;

export type CloserOptions = {
  store: { calls: Pick<Store['calls'], 'open'> };
  record: (event: CallEvent) => Promise<void>;
  now: () => Date;
};

/** Closes calls whose last event never came, so that each gets an outcome and an attribution. @returns how many */
export function createCloser({ store, record, now: clock }: CloserOptions) {
  return async (): Promise<number> => {
    const now = clock();
    const open = await store.calls.open(new Date(now.getTime() - UNANSWERED_MS), PAGE);
    const over = open.filter((call) => now.getTime() - call.at.getTime() > patienceFor(call));
    for (const { carrier, carrierCallId } of over)
      await record({ type: 'closed', carrier, carrierCallId, name: 'closed', at: now });
    return over.length;
  };
}

function patienceFor({ state }: Call): number {
  return state === 'talking' ? TALKING_MS : UNANSWERED_MS;
}
