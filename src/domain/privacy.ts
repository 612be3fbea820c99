/** Personal data: how callers are masked, and the records that remain after an erasure. */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Attribution } from './attribution.ts';
import type { Call, CallEvent } from './call.ts';
import type { Provider } from './model.ts';
import { isKnownCaller, isSipCaller, numberFrom } from './phone.ts';
import { withoutQuery } from './report.ts';

/**
 * Returns the keyed hash that a provider with `callerNumbers: hash` stores in place of a caller's number. It is the same
 * for all calls of the caller to the provider, and differs between providers. Nobody finds the number without the secret.
 */
export function callerName(secret: string, provider: string, number: string): string {
  const digest = createHmac('sha256', secret).update(`${provider}\n${number}`).digest('base64url');
  return `caller_${digest.slice(0, 24)}`;
}

export function isCallerName(text: string): boolean {
  return /^caller_[\w-]{24}$/.test(text);
}

/** Returns whether two calls from `from` come from one caller: it is a number or a keyed hash. */
export function identifiesCaller(from: string): boolean {
  return isCallerName(from) || isKnownCaller(from);
}

/** Returns the masked caller: the number, or a keyed hash where the provider asks for it. An anonymous caller stays. */
export function maskedCaller(secret: string, provider: Provider | undefined, from: string): string {
  if (provider?.callerNumbers !== 'hash' || isCallerName(from)) return from;
  return isSipCaller(from) || isKnownCaller(from) ? callerName(secret, provider.id, from) : from;
}

/** Returns the event with masked callers. */
export function maskedEvent<E extends CallEvent>(
  secret: string,
  provider: Provider | undefined,
  event: E,
): E {
  if (event.type !== 'received' && event.type !== 'listed') return event;
  const masked = { ...event, from: maskedCaller(secret, provider, event.from) };
  if (!('forwardedFrom' in masked) || !masked.forwardedFrom) return masked;
  return { ...masked, forwardedFrom: maskedCaller(secret, provider, masked.forwardedFrom) };
}

/** Returns the event without its caller, session and recording. Its time and outcome stay. */
export function erasedEvent<E extends CallEvent>(event: E): E {
  const key = (resolution: { key: string | null; keyedBy: string | null } | null) =>
    resolution && { ...resolution, key: resolution.keyedBy === 'session' ? null : resolution.key };
  switch (event.type) {
    case 'received':
      return { ...event, from: '', forwardedFrom: null, resolution: key(event.resolution) };
    case 'listed':
      return { ...event, from: '', resolution: key(event.resolution) };
    case 'resolved':
      return { ...event, resolution: key(event.resolution) };
    case 'recorded':
      return { ...event, url: '' };
    default:
      return event;
  }
}

/** Returns the call without its caller, session and recording. */
export function erasedCall(call: Call): Call {
  const key = call.keyedBy === 'session' ? null : call.key;
  return { ...call, from: null, forwardedFrom: null, recording: null, key };
}

/**
 * Returns the attribution without personal data. Members that many calls share stay, such as source and campaign, so that
 * reports add up as before.
 */
export function erasedAttribution(attribution: Attribution, at: Date): Attribution {
  return {
    ...attribution,
    session: null,
    visitor: null,
    landingPage: withoutQuery(attribution.landingPage),
    clickIds: {},
    firstTouch: null,
    lastTouch: null,
    pages: [],
    callerCalls: null,
    candidates: [],
    evidence: [],
    findings: [],
    erasedAt: attribution.erasedAt ?? at.toISOString(),
  };
}

/** Returns an attribution of another person's call without the erased sessions among its candidates. */
export function withoutCandidate(
  attribution: Attribution,
  isErased: (session: string) => boolean,
): Attribution {
  const candidates = attribution.candidates.map((candidate) =>
    candidate.session !== null && isErased(candidate.session) ? { ...candidate, session: null } : candidate,
  );
  return { ...attribution, candidates };
}

/** The person to erase or export: a caller by number, SIP address or keyed hash, or a visitor by the tag's id. */
export const subjectSchema = z.strictObject({
  provider: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'Limits the request to one provider. Without it, all providers are meant.' }),
  caller: z.string().trim().min(1).max(300).optional().meta({
    description:
      "A phone number in any common spelling (international, or national in the provider's `country`), a SIP address, or the stored hash of one",
    example: '+12025550123',
  }),
  visitor: z.string().min(1).max(128).optional(),
});
export type Subject = z.infer<typeof subjectSchema>;

/** Returns the caller as Ringtrail stores it, or null for text that names none. @param country reads national spellings */
export function readCaller(text: string, country: string | null): string | null {
  const isAddress = /^[^\s@]+@[^\s@]+$/.test(text) && isSipCaller(text);
  return isCallerName(text) || isAddress ? text : numberFrom(text, country);
}

export const erasedSchema = z
  .object({
    calls: z.number().int(),
    events: z.number().int(),
    attributions: z.number().int(),
    notes: z.number().int(),
    deliveries: z.number().int().meta({ description: 'Calls whose deliveries lost their content' }),
    sessions: z.number().int(),
    hits: z.number().int(),
    showings: z.number().int(),
    links: z.number().int(),
    jobs: z.number().int().meta({ description: 'Call events that waited in the queue or had failed' }),
    blocks: z
      .number()
      .int()
      .optional()
      .meta({ description: 'Blocks of the caller. Erasures of earlier versions lack this.' }),
    memories: z
      .number()
      .int()
      .meta({ description: 'Keys in Redis: callers that routing remembered, claims, live links' }),
  })
  .meta({ id: 'Erased' });
export type Erased = z.infer<typeof erasedSchema>;

export const erasureSchema = z
  .object({
    id: z.string(),
    of: z.enum(['caller', 'visitor']),
    provider: z.string().nullable(),
    erased: erasedSchema,
    calls: z.array(z.string()).meta({
      description: 'At most 1000 ids of erased calls. A system that has read them should erase them too.',
    }),
    recordings: z
      .array(z.string())
      .meta({ description: 'The addresses of recordings, which only the carrier can erase' }),
    blockedBy: z
      .array(z.string())
      .meta({ description: 'Endpoints whose routing plan names the number. They are not changed.' }),
    at: z.iso.datetime(),
  })
  .meta({ id: 'Erasure' });
export type Erasure = z.infer<typeof erasureSchema>;
