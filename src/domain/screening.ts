import type { CallReceived } from './call.ts';
import { isKnownCaller } from './phone.ts';
import type { Routing, Screening } from './routing.ts';

/** What the rules about callers look at. */
export type CallerFacts = {
  /** E.164, or whatever the carrier says of a caller who shows no number: a word, or one spelt on the keypad. */
  from: string;
  attestation: NonNullable<CallReceived['attestation']> | null;
  /** When the caller called, this call included, in milliseconds; empty where that is not known. */
  calledAt: readonly number[];
  at: Date;
};

/** The strictest rule that fits the caller counts. */
const STRICTEST: readonly Screening[] = ['block', 'voicemail', 'keypress', 'ring'];

export function screen(plan: Routing, facts: CallerFacts): Screening {
  const { from, attestation } = facts;
  if (startsWithOne(plan.allowed, from)) return 'ring';
  if (startsWithOne(plan.blocked, from)) return 'block';
  const found = new Set<Screening>([
    // Asked of the numbering plans only where it matters: that costs more than all the rest.
    plan.anonymous === 'ring' || isKnownCaller(from) ? 'ring' : plan.anonymous,
    plan.spam.attestation[attestation ?? 'none'],
    plan.keypress?.everybody ? 'keypress' : 'ring',
    callsTooOften(plan, facts) ? (plan.spam.rate?.action ?? 'ring') : 'ring',
  ]);
  return STRICTEST.find((screening) => found.has(screening)) ?? 'ring';
}

export function startsWithOne(beginnings: readonly string[], number: string): boolean {
  return beginnings.some((beginning) => number.startsWith(beginning));
}

function callsTooOften({ spam: { rate } }: Routing, { from, calledAt, at }: CallerFacts): boolean {
  if (!rate || !isKnownCaller(from)) return false;
  const since = at.getTime() - rate.withinSeconds * 1000;
  return calledAt.filter((time) => time > since).length > rate.calls;
}
