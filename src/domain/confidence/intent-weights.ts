/** How many times as often the sessions of each class of intent call, when it is known how many calls fell to each. */
import { type Hazards, MAX_INTENTS } from './hazards.ts';

/** The place of each class; sessions of none, and of those that are not told apart, are the first. */
export type Intents = ReadonlyMap<string | null, number>;

/** A class's weight is worth something from this many calls on. */
const CALLS_PER_INTENT = 30;

/** The classes that most sessions are of. */
export function intentsIn(histories: readonly { spells: readonly { intent: string | null }[] }[]): Intents {
  const sessions = new Map<string, number>();
  for (const { spells } of histories)
    for (const { intent } of spells)
      if (intent !== null) sessions.set(intent, (sessions.get(intent) ?? 0) + 1);
  const most = [...sessions].sort((a, b) => b[1] - a[1]).slice(0, MAX_INTENTS);
  return new Map([null, ...most.map(([name]) => name)].map((name, place) => [name, place]));
}

/**
 * The weights of the classes, one in the mean. What a class lacks of enough calls is taken to be as it is with all; one is
 * always lacking, or a class that has not called yet could never be found to have.
 * @param calls those that fell to each class
 * @param expected those that were to be expected of it if its weight were one
 */
export function fitIntents(calls: readonly number[], expected: readonly number[]): number[] {
  if (sum(expected) === 0) return calls.map(() => 1);
  const mean = sum(calls) / sum(expected);
  const weights = calls.map((own, intent) => {
    const ofAll = (expected[intent] ?? 0) * mean;
    const lacking = Math.max(1, CALLS_PER_INTENT - Math.max(own, ofAll));
    return (own + lacking) / (ofAll + lacking);
  });
  const level = sum(weights.map((weight, intent) => weight * (expected[intent] ?? 0))) / sum(expected);
  return weights.map((weight) => weight / level);
}

export function relativeTo(unit: number, intents: Intents, weights: readonly number[]): Hazards['intents'] {
  return [...intents].flatMap(([name, place]) =>
    name === null ? [] : [{ name, weight: (weights[place] ?? unit) / unit }],
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
