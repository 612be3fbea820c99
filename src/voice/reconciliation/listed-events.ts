import type { Call, CallEvent, LegProgress } from '../../domain/call.ts';
import type { CarrierAccount, ListedCall } from '../carriers/account.ts';

/** A call that came in, and the legs that were placed for it, as the carrier lists them. */
export type CallWithLegs = { call: ListedCall; legs: readonly ListedCall[] };

/** Returns whether the list states more about the call than webhooks did. A call is filled in once only. */
export function hasNews(stored: Call | null, legs: readonly ListedCall[]): boolean {
  if (!stored) return true;
  if (stored.reconciled) return false;
  if (stored.to === null || stored.outcome === null) return true;
  if (stored.outcome === 'answered') return stored.talkSeconds === null;
  const wasAnswered = legs.some(({ outcome, seconds }) => outcome === 'answered' && seconds !== 0);
  return wasAnswered && stored.outcome !== 'blocked' && stored.outcome !== 'voicemail';
}

/** Returns the call's events as the list states them, in the order in which they happened. */
export function listedEvents({ carrier, id }: CarrierAccount, { call, legs }: CallWithLegs): CallEvent[] {
  const base = { carrier, carrierCallId: call.id };
  const { from, to, startedAt } = call;
  return [
    { ...base, type: 'listed', name: 'listed', at: startedAt, from, to, account: id, resolution: null },
    ...legs
      .filter(({ endedAt }) => endedAt !== null)
      .map((leg) => ({ ...base, ...endOf(leg), leg: 'endpoint' as const, target: leg.to })),
    { ...base, ...endOf(call), leg: 'caller' },
  ];
}

function endOf(leg: ListedCall): Omit<LegProgress, 'carrier' | 'carrierCallId' | 'leg'> {
  return {
    type: 'progress',
    name: `progress ${leg.id} listed`,
    at: leg.endedAt ?? leg.startedAt,
    status: 'ended',
    outcome: leg.outcome,
    durationSeconds: leg.seconds,
  };
}
