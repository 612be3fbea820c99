/**
 * Which intent a session was told to have: a class by its name, such as cold, warm and hot, from whoever gives scores. The
 * names say nothing by themselves; how often the sessions of a class call, beside those of none, is learnt.
 */
import type { SessionFacts } from '../ledger.ts';
import type { Hazards } from './hazards.ts';
import type { Holder } from './holder.ts';

const MAX_NAME_CHARS = 32;

export function intentOf({ values }: SessionFacts): string | null {
  const name = (values.intent ?? '').trim().toLowerCase();
  return name !== '' && name.length <= MAX_NAME_CHARS ? name : null;
}

/** How many times as often as a session of no class the holder calls; 1 where nothing was learnt of its class. */
export function intentWeight({ intents }: Hazards, { visit }: Holder): number {
  if (intents.length === 0 || visit === null) return 1;
  const name = intentOf(visit.facts);
  return intents.find((one) => one.name === name)?.weight ?? 1;
}
