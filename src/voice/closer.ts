import type { Call, CallEvent } from '../domain/call.ts';
import type { Store } from '../store/port.ts';

/** A call neither rings nor records a message for longer than this. */
const MAX_UNANSWERED_MS = 3_600_000;
/** Carriers end a call after four hours. */
const MAX_TALK_MS = 5 * 3_600_000;
const MAX_CALLS = 500;

export type CloserOptions = {
  store: { calls: Pick<Store['calls'], 'open'> };
  record: (event: CallEvent) => Promise<void>;
  now: () => Date;
};

/**
 * Returns a function that closes calls whose last event never came, so that each gets an outcome and an attribution.
 * That function resolves with the number of calls that it closed, at most 500.
 */
export function createCloser({ store, record, now: clock }: CloserOptions) {
  return async (): Promise<number> => {
    const now = clock();
    const open = await store.calls.open(new Date(now.getTime() - MAX_UNANSWERED_MS), MAX_CALLS);
    const overdue = open.filter((call) => now.getTime() - call.at.getTime() > maxOpenMs(call));
    for (const { carrier, carrierCallId } of overdue)
      await record({ type: 'closed', carrier, carrierCallId, name: 'closed', at: now });
    return overdue.length;
  };
}

function maxOpenMs({ state }: Call): number {
  return state === 'talking' ? MAX_TALK_MS : MAX_UNANSWERED_MS;
}
