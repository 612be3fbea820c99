/** The weight of each intent: how many times as often its sessions call. */
import { type Hazards, MAX_INTENTS } from './hazards.ts';

/** The index of each intent. Index 0 is for sessions of no intent and of rare intents. */
export type Intents = ReadonlyMap<string | null, number>;

/** An intent with fewer calls is partly taken as average. */
const MIN_INTENT_CALLS = 30;

/** Returns the intents with the most sessions. */
export function intentsIn(histories: readonly { spells: readonly { intent: string | null }[] }[]): Intents {
  const sessions = new Map<string, number>();
  for (const { spells } of histories)
    for (const { intent } of spells)
      if (intent !== null) sessions.set(intent, (sessions.get(intent) ?? 0) + 1);
  const most = [...sessions].sort((a, b) => b[1] - a[1]).slice(0, MAX_INTENTS);
  return new Map([null, ...most.map(([name]) => name)].map((name, place) => [name, place]));
}

/**
 * Returns the weights of the intents, with a mean of one. The calls that an intent lacks are added at the average rate. At
 * least one is added, so that the weight of an intent without a call never becomes zero for ever.
 * @param calls the calls that fell to each intent
 * @param expected the calls that each intent would have with a weight of one
 */
export function fitIntents(calls: readonly number[], expected: readonly number[]): number[] {
  if (sum(expected) === 0) return calls.map(() => 1);
  const mean = sum(calls) / sum(expected);
  const weights = calls.map((own, intent) => {
    const ofAll = (expected[intent] ?? 0) * mean;
    const lacking = Math.max(1, MIN_INTENT_CALLS - Math.max(own, ofAll));
    return (own + lacking) / (ofAll + lacking);
  });
  const level = sum(weights.map((weight, intent) => weight * (expected[intent] ?? 0))) / sum(expected);
  return weights.map((weight) => weight / level);
}

/** Returns the weights as multiples of `unit`, by the intents' names. */
export function relativeTo(unit: number, intents: Intents, weights: readonly number[]): Hazards['intents'] {
  return [...intents].flatMap(([name, place]) =>
    name === null ? [] : [{ name, weight: (weights[place] ?? unit) / unit }],
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
