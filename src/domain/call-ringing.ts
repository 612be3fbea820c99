import type { CallOutcome, LegProgress } from './call.ts';
import { type EventsByKind, earliest } from './call-events-by-kind.ts';

/**
 * Returns the seconds from the first ring to the answer, or to the end of the last ring. Returns null when the event is
 * missing that would state it.
 */
export function ringSeconds(kinds: EventsByKind, outcome: CallOutcome): number | null {
  const { legs, dials } = kinds;
  const rings = legs.filter(({ status }) => status === 'ringing' || status === 'initiated');
  const endMs = answeredAtMs(legs) ?? (outcome === 'answered' ? null : lastRingEndMs(kinds));
  const isLegMissing = countTargets(dials) > countTargets(legs);
  if (rings.length === 0 || endMs === null || isLegMissing) return null;
  return Math.max(0, Math.round((endMs - earliest(rings).getTime()) / 1000));
}

/** Returns the time of the first answer. Without its event, it follows from the end of a talk and its length. */
function answeredAtMs(legs: readonly LegProgress[]): number | null {
  const answered = legs.filter(({ status }) => status === 'answered');
  if (answered.length > 0) return earliest(answered).getTime();
  const starts = legs.flatMap(({ at, outcome, durationSeconds }) =>
    outcome === 'answered' && durationSeconds !== null ? [at.getTime() - durationSeconds * 1000] : [],
  );
  return starts.length > 0 ? Math.min(...starts) : null;
}

/** Returns the time at which the last leg stopped ringing. The caller's own end is that time when nothing followed it. */
function lastRingEndMs({ legs, callerEnd, routedTo }: EventsByKind): number | null {
  const ends = legs.filter(({ status, outcome }) => status === 'ended' && outcome !== 'answered');
  if (ends.length > 0) return Math.max(...ends.map(({ at }) => at.getTime()));
  return routedTo.size === 0 && callerEnd ? callerEnd.at.getTime() : null;
}

function countTargets(events: readonly { target?: string | null }[]): number {
  return new Set(events.flatMap(({ target }) => target ?? [])).size;
}
