import type { CallEvent } from '../../domain/call.ts';
import { callId } from '../../domain/call-state.ts';
import type { Directory } from '../../registry/port.ts';
import type { Store } from '../../store/port.ts';
import type { CarrierAccount, ListedCall } from '../carriers/account.ts';
import { type CallWithLegs, hasNews, listedEvents } from './listed-events.ts';
import type { Progress } from './progress.ts';

/** Webhooks of a call that ended within this time may still arrive, and lists lag a little behind. */
const GRACE_MS = 5 * 60_000;
/** Carriers end a call after four hours. A call that ended since the last run can have started that long before it. */
const OVERLAP_MS = 5 * 3_600_000;
const FIRST_LOOKBACK_MS = 24 * 3_600_000;
const MAX_LOOKBACK_MS = 7 * 24 * 3_600_000;

export type ReconcilerOptions = {
  accounts: readonly CarrierAccount[];
  directory: Directory;
  store: { calls: Pick<Store['calls'], 'get'> };
  record: (event: CallEvent) => Promise<void>;
  progress: Progress;
  /** Called for an account whose list could not be read. The next run reads it again. */
  onFailed: (account: CarrierAccount, error: unknown) => void;
};

/**
 * Returns a function that fills in what webhooks missed, from the carriers' own lists of calls. A webhook that arrives
 * later takes precedence over the list. The function resolves with the number of calls that it filled in.
 */
export function createReconciler(options: ReconcilerOptions) {
  const { accounts, directory, store, record, progress, onFailed } = options;

  return async (now: Date): Promise<number> => {
    let filled = 0;
    for (const account of accounts) {
      try {
        filled += await reconcile(account, now);
      } catch (error) {
        onFailed(account, error);
      }
    }
    return filled;
  };

  async function reconcile(account: CarrierAccount, now: Date): Promise<number> {
    const listed = await account.calls(startOf(await progress.last(account), now));
    let filled = 0;
    for (const one of endedCalls(account, listed, now)) if (await fillIn(account, one)) filled++;
    await progress.save(account, now);
    return filled;
  }

  /** Returns the calls to our numbers that ended at least the grace period ago, with their legs. */
  function endedCalls(account: CarrierAccount, listed: readonly ListedCall[], now: Date): CallWithLegs[] {
    const legsByParent = groupByParent(listed);
    return listed
      .filter(({ isInbound, endedAt, to }) => {
        const hasEnded = endedAt !== null && now.getTime() - endedAt.getTime() >= GRACE_MS;
        return isInbound && hasEnded && directory.dialable(account.carrier, to) !== undefined;
      })
      .map((call) => ({ call, legs: legsByParent.get(call.id) ?? [] }));
  }

  /** Resolves with whether the list had something to fill in. */
  async function fillIn(account: CarrierAccount, one: CallWithLegs): Promise<boolean> {
    const stored = await store.calls.get(callId(account.carrier, one.call.id));
    if (!hasNews(stored, one.legs)) return false;
    for (const event of listedEvents(account, one)) await record(event);
    return true;
  }
}

function startOf(last: Date | null, now: Date): Date {
  const wanted = last ? last.getTime() - OVERLAP_MS : now.getTime() - FIRST_LOOKBACK_MS;
  return new Date(Math.max(wanted, now.getTime() - MAX_LOOKBACK_MS));
}

function groupByParent(listed: readonly ListedCall[]): Map<string, ListedCall[]> {
  const legsByParent = new Map<string, ListedCall[]>();
  for (const leg of listed) {
    if (leg.parent === null) continue;
    legsByParent.set(leg.parent, [...(legsByParent.get(leg.parent) ?? []), leg]);
  }
  return legsByParent;
}
