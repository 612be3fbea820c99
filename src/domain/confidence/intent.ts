/**
 * The intent of a session: a name such as cold, warm or hot that the site's own scoring reported. A name has no meaning by
 * itself. A fit finds how often sessions of each intent call.
 */
import type { SessionFacts } from '../ledger.ts';
import type { Hazards } from './hazards.ts';
import type { Holder } from './holder.ts';

const MAX_NAME_CHARS = 32;

/** Returns the intent in lower case, or null without one. */
export function intentOf({ values }: SessionFacts): string | null {
  const name = (values.intent ?? '').trim().toLowerCase();
  return name !== '' && name.length <= MAX_NAME_CHARS ? name : null;
}

/** Returns how many times as often the holder calls as a session of no intent. 1: the fit has no weight for its intent. */
export function intentWeight({ intents }: Hazards, { visit }: Holder): number {
  if (intents.length === 0 || visit === null) return 1;
  const name = intentOf(visit.facts);
  return intents.find((one) => one.name === name)?.weight ?? 1;
}
