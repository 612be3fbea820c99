import { hash } from 'node:crypto';
import { type ContestedCall, shownEndpoint } from '../../domain/shown-endpoint.ts';
import type { Claim, RESOLUTION_KINDS } from './ports.ts';
import { named, number, type Reply, text, word } from './script.ts';

/** The members' order is that of the claims in Redis, which outlive an upgrade. */
const LED = named({
  kind: word<(typeof RESOLUTION_KINDS)[number]>(),
  at: number,
  link: text,
  keyedBy: word<Claim['keyedBy']>(),
  key: text,
  endpoint: text,
  site: text,
});
const MEMBERS = LED.names ?? [];

/** The facts by which a number that was shown for several endpoints leads to one of them. */
const FACTS = named({ sureAt: number, reached: text, links: text });

/** A number's record has this many links before its last one, as in before.lua. */
const MAX_BEFORE = 8;

/** How a caller last reached an endpoint through a number. */
export type Reached = { link: string; endpoint: string; visit: string };

/** A claim as it is written, with the answer that follows from it. */
export type ReadClaim = {
  /** Where the number's last link leads. */
  led: Claim;
  /** The answer to the call. */
  claim: Claim;
  /** Returns how this call reached the answer's endpoint, for the caller's next call. Few calls need it, and it hashes a session. */
  reached: () => Reached;
};

/** The place of `at` in a claim, as Lua counts. */
export const AT_PLACE = MEMBERS.indexOf('at') + 1;

export const CLAIM: Reply<ReadClaim> = { names: MEMBERS, decode: decodeClaim };

/** Reads a claim as Redis has it. */
export function readClaim(json: string): Claim {
  return CLAIM.decode(JSON.parse(json)).claim;
}

/** Writes a claim that no number's links contest. */
export function claimJson(claim: Claim): string {
  return JSON.stringify(MEMBERS.map((name) => claim[name as keyof Claim]));
}

/** Writes how a caller reached an endpoint. resolve.lua reads the endpoint and the time. */
export function reachedText({ link, endpoint, visit }: Reached, at: number): string {
  return `${link} ${endpoint} ${visit} ${at}`;
}

function decodeClaim(value: unknown): ReadClaim {
  const members: unknown[] = Array.isArray(value) ? value : [];
  const led: Claim = LED.decode(members.slice(0, MEMBERS.length));
  const reachedAsLed = () => ({ link: led.link, endpoint: led.endpoint, visit: visitOf(led) });
  const asLed = { led, claim: led, reached: reachedAsLed };
  const facts = members[MEMBERS.length];
  if (!facts) return asLed;
  const { sureAt, reached: reachedBefore, links } = FACTS.decode(facts);
  const earlier = reachedFrom(reachedBefore);
  // The visitor who sees the number now has called it before, from a page of another endpoint.
  if (earlier && earlier.visit !== NO_VISIT && earlier.visit === visitOf(led)) return asLed;
  const found = shownEndpoint({
    ...linksFrom(links, led.kind === 'live'),
    ...{ at: new Date(led.at), isShared: led.keyedBy === 'bucket', reached: earlier, sureAt },
  });
  if (!found) return asLed;
  const { kind, link, endpoint } = found;
  return {
    led,
    claim: { kind, at: led.at, link, keyedBy: '', key: '', endpoint, site: '' },
    reached: () => ({ link, endpoint, visit: earlier?.visit ?? NO_VISIT }),
  };
}

function linksFrom(texts: string, isLive: boolean): Pick<ContestedCall, 'links' | 'isCut'> {
  const links = texts.split(';', MAX_BEFORE + 1).flatMap((one, i) => {
    const [link, endpoint, began, seen] = one.split(' ');
    if (!link || !endpoint) return [];
    return { link, endpoint, began: Number(began), seen: i === 0 && isLive ? null : Number(seen) };
  });
  return { links, isCut: links.length > MAX_BEFORE };
}

function reachedFrom(written: string): Reached | null {
  const [link, endpoint, visit = NO_VISIT] = written.split(' ');
  return link && endpoint ? { link, endpoint, visit } : null;
}

const NO_VISIT = '-';

/** Returns a digest of the session that alone sees the number, so that no key of a caller names a session. */
function visitOf({ keyedBy, site, key }: Claim): string {
  if (keyedBy !== 'session') return NO_VISIT;
  return hash('sha256', `${site} ${key}`, 'base64url').slice(0, 16);
}
