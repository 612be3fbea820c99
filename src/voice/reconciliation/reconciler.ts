import type { Call, CallEvent, LegProgress } from '../../domain/call.ts';
import { callId } from '../../domain/call-state.ts';
import type { Directory } from '../../registry/port.ts';
import type { Store } from '../../store/port.ts';
import type { CarrierAccount, ListedCall } from '../carriers/account.ts';
import type { Progress } from './progress.ts';

/** Webhooks of a call that has just ended may still be on their way, and lists are a little behind. */
const GRACE_MS = 5 * 60_000;
/** The longest call that carriers let through is four hours: one that ended lately may have begun so long ago. */
const OVERLAP_MS = 5 * 3_600_000;
/** How far is looked back the first time, and at most. */
const FIRST_MS = 24 * 3_600_000;
const MAX_LOOKBACK_MS = 7 * 24 * 3_600_000;

export type ReconcilerOptions = {
  accounts: readonly CarrierAccount[];
  directory: Directory;
  store: { calls: Pick<Store['calls'], 'get'> };
  record: (event: CallEvent) => Promise<void>;
  progress: Progress;
  /** Told of an account whose list could not be read. The others are, and it is asked again the next time. */
  onFailed: (account: CarrierAccount, error: unknown) => void;
};

/**
 * Fills in what webhooks missed, from the carriers' own lists of calls. Events that webhooks did tell go before, should
 * they come yet.
 */
export function createReconciler(options: ReconcilerOptions) {
  const { accounts, directory, store, record, progress, onFailed } = options;

  async function fillIn(account: CarrierAccount, now: Date): Promise<number> {
    const calls = await account.calls(await beginning(account, now));
    const legs = byParent(calls);
    let filled = 0;
    for (const call of calls) {
      const isOver = call.endedAt !== null && now.getTime() - call.endedAt.getTime() >= GRACE_MS;
      if (!call.isInbound || !isOver || !directory.dialable(account.carrier, call.to)) continue;
      const placed = legs.get(call.id) ?? [];
      if (!lacks(await store.calls.get(callId(account.carrier, call.id)), placed)) continue;
      for (const event of eventsOf(account, call, placed)) await record(event);
      filled++;
    }
    await progress.note(account, now);
    return filled;
  }

  async function beginning(account: CarrierAccount, now: Date): Promise<Date> {
    const last = await progress.last(account);
    const wanted = last ? last.getTime() - OVERLAP_MS : now.getTime() - FIRST_MS;
    return new Date(Math.max(wanted, now.getTime() - MAX_LOOKBACK_MS));
  }

  /** @returns how many calls were filled in */
  return async (now: Date): Promise<number> => {
    let filled = 0;
    for (const account of accounts) {
      try {
        filled += await fillIn(account, now);
      } catch (error) {
        onFailed(account, error);
      }
    }
    return filled;
  };
}

function byParent(calls: readonly ListedCall[]): Map<string, ListedCall[]> {
  const legs = new Map<string, ListedCall[]>();
  for (const call of calls)
    if (call.parent !== null) legs.set(call.parent, [...(legs.get(call.parent) ?? []), call]);
  return legs;
}

/** Whether the list knows more of the call than webhooks told. One that it has told of already it has no more on. */
function lacks(call: Call | null, placed: readonly ListedCall[]): boolean {
  if (!call) return true;
  if (call.reconciled) return false;
  if (call.to === null || call.outcome === null) return true;
  if (call.outcome === 'answered') return call.talkSeconds === null;
  const wasAnswered = placed.some(({ outcome, seconds }) => outcome === 'answered' && seconds !== 0);
  return wasAnswered && call.outcome !== 'blocked' && call.outcome !== 'voicemail';
}

/** What the list says, in the order in which it happened. */
function eventsOf(
  { carrier, id: account }: CarrierAccount,
  call: ListedCall,
  placed: readonly ListedCall[],
): CallEvent[] {
  const of = { carrier, carrierCallId: call.id };
  const ended = (leg: ListedCall, more: Pick<LegProgress, 'leg' | 'target'>): CallEvent => ({
    ...of,
    ...more,
    type: 'progress',
    name: `progress ${leg.id} listed`,
    at: leg.endedAt ?? leg.startedAt,
    status: 'ended',
    outcome: leg.outcome,
    durationSeconds: leg.seconds,
  });
  const { from, to, startedAt } = call;
  return [
    { ...of, type: 'listed', name: 'listed', at: startedAt, from, to, account, resolution: null },
    ...placed
      .filter(({ endedAt }) => endedAt !== null)
      .map((leg) => ended(leg, { leg: 'endpoint', target: leg.to })),
    ended(call, { leg: 'caller' }),
  ];
}
