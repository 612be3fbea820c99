import type { CallReceived } from './call.ts';
import { isKnownCaller } from './phone.ts';
import type { Routing, Screening } from './routing.ts';

/** The facts about a caller that the rules about callers use. */
export type CallerFacts = {
  /** E.164, or the carrier's text for a withheld number: a word, or a word spelt on the keypad. */
  from: string;
  attestation: NonNullable<CallReceived['attestation']> | null;
  /** The times of the caller's calls, this one included, in milliseconds. Empty: unknown. */
  calledAt: readonly number[];
  at: Date;
};

/** The treatments, strictest first. The strictest that a rule demands is chosen. */
const STRICTEST: readonly Screening[] = ['block', 'voicemail', 'keypress', 'ring'];

/** Returns the treatment of the caller by the rules of the plan. */
export function screen(plan: Routing, facts: CallerFacts): Screening {
  const { from, attestation } = facts;
  if (startsWithOne(plan.allowed, from)) return 'ring';
  if (startsWithOne(plan.blocked, from)) return 'block';
  const found = new Set<Screening>([
    // The look-up in the numbering plans costs more than all other rules, so it runs only where its result matters.
    plan.anonymous === 'ring' || isKnownCaller(from) ? 'ring' : plan.anonymous,
    plan.spam.attestation[attestation ?? 'none'],
    plan.keypress?.everybody ? 'keypress' : 'ring',
    callsTooOften(plan, facts) ? (plan.spam.rate?.action ?? 'ring') : 'ring',
  ]);
  return STRICTEST.find((screening) => found.has(screening)) ?? 'ring';
}

/** Returns whether the number starts with one of the prefixes. */
export function startsWithOne(prefixes: readonly string[], number: string): boolean {
  return prefixes.some((prefix) => number.startsWith(prefix));
}

function callsTooOften({ spam: { rate } }: Routing, { from, calledAt, at }: CallerFacts): boolean {
  if (!rate || !isKnownCaller(from)) return false;
  const since = at.getTime() - rate.withinSeconds * 1000;
  return calledAt.filter((time) => time > since).length > rate.calls;
}
