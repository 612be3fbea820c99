/** The endpoint that a caller was shown a number for, where pages have since shown it for another endpoint. */
import type { SHOWN_KINDS } from './call-event.ts';
import { UNKNOWN_CALLER } from './confidence/evidence.ts';
import { holdersOf, type Showing } from './confidence/holder.ts';
import { posterior } from './confidence/posterior.ts';
import { PRIOR } from './confidence/prior.ts';

/** A link that the number had, with times in epoch milliseconds. */
export type NumberLink = {
  link: string;
  endpoint: string;
  began: number;
  /** The last sign of life. null: its page may be open. */
  seen: number | null;
};

/** A call to a number that was shown for several endpoints. */
export type ContestedCall = {
  at: Date;
  /** The number's links, the latest first. */
  links: readonly NumberLink[];
  /** There were more links before these. */
  isCut: boolean;
  /** The last link is a bucket's, so any number of visitors may see the number at once. */
  isShared: boolean;
  /** The link by which this caller last reached an endpoint through this number. null: the caller has not. */
  reached: Pick<NumberLink, 'link' | 'endpoint'> | null;
  /** An endpoint is sure from this probability on. */
  sureAt: number;
};

export type ShownEndpoint = Pick<NumberLink, 'link' | 'endpoint'> & { kind: (typeof SHOWN_KINDS)[number] };

/**
 * Returns the endpoint that the caller was shown, with the link. Returns null where that is the endpoint of the last link,
 * or is not sure. A caller who has reached an endpoint through the number calls it again. Any other caller is one of the
 * visitors who were shown the number, and each endpoint has the probability of its visitors.
 */
export function shownEndpoint(call: ContestedCall): ShownEndpoint | null {
  const { links, isShared, reached } = call;
  const [last] = links;
  if (reached) return reached.endpoint === last?.endpoint ? null : { kind: 'repeat_caller', ...reached };
  // The visitors of a bucket's number are not counted here, so nothing weighs against them.
  if (!last || isShared) return null;
  const likely = likelyEndpoint(call);
  const latest = links.find(({ endpoint }) => endpoint === likely);
  if (!latest || latest.endpoint === last.endpoint) return null;
  return { kind: 'shown_before', link: latest.link, endpoint: latest.endpoint };
}

/** Returns the endpoint whose visitors made the call with a probability of `sureAt`. Returns null when no endpoint has it. */
function likelyEndpoint({ at, links, isCut, sureAt }: ContestedCall): string | null {
  const endpointOf = new Map(links.map(({ link, endpoint }) => [link, endpoint]));
  const holders = holdersOf(links.map(showingOf), at, () => null);
  const { sessions } = posterior(holders, { at, hazards: PRIOR, caller: UNKNOWN_CALLER, isCut });
  const chances = new Map<string, number>();
  for (const { holder, probability } of sessions) {
    const endpoint = endpointOf.get(holder.showing.link) ?? '';
    chances.set(endpoint, (chances.get(endpoint) ?? 0) + probability);
  }
  for (const [endpoint, chance] of chances) if (chance >= sureAt) return endpoint;
  return null;
}

/** Returns the link as a showing to one visitor. */
function showingOf({ link, began, seen }: NumberLink): Showing {
  const shownAt = new Date(began);
  return {
    ...{ link, keyedBy: 'session', key: null, site: null, session: null },
    ...{ linkStartedAt: shownAt, shownAt, seenAt: seen === null ? null : new Date(seen) },
  };
}
