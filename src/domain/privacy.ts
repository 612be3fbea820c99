/** What is kept of people, and what is left of it once it has been erased. */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Attribution } from './attribution.ts';
import type { Call, CallEvent } from './call.ts';
import type { Provider } from './model.ts';
import { isKnownCaller, isSipCaller, phoneNumberSchema } from './phone.ts';
import { withoutQuery } from './report.ts';

/**
 * A caller's number as a provider with `callerNumbers: hash` keeps it: the same for each call of the caller to the
 * provider, another at every other provider, and no number without the installation's secret.
 */
export function callerName(secret: string, provider: string, number: string): string {
  const digest = createHmac('sha256', secret).update(`${provider}\n${number}`).digest('base64url');
  return `caller_${digest.slice(0, 24)}`;
}

export function isCallerName(text: string): boolean {
  return /^caller_[\w-]{24}$/.test(text);
}

/** Whether two calls that show this are of one caller: it is a number, or stands for one. */
export function identifiesCaller(from: string): boolean {
  return isCallerName(from) || isKnownCaller(from);
}

/** What the provider keeps of a caller: the number, or what stands for it. Who shows no number has nothing to hide. */
export function maskedCaller(secret: string, provider: Provider | undefined, from: string): string {
  if (provider?.callerNumbers !== 'hash' || isCallerName(from)) return from;
  return isSipCaller(from) || isKnownCaller(from) ? callerName(secret, provider.id, from) : from;
}

/** The event as the provider keeps it. */
export function maskedEvent<E extends CallEvent>(
  secret: string,
  provider: Provider | undefined,
  event: E,
): E {
  if (event.type !== 'received' && event.type !== 'listed') return event;
  const kept = { ...event, from: maskedCaller(secret, provider, event.from) };
  if (!('forwardedFrom' in kept) || !kept.forwardedFrom) return kept;
  return { ...kept, forwardedFrom: maskedCaller(secret, provider, kept.forwardedFrom) };
}

/** What is left of an event of a call whose caller is erased: that it happened, and how it went. */
export function erasedEvent<E extends CallEvent>(event: E): E {
  const key = (resolution: { key: string | null; keyedBy: string | null } | null) =>
    resolution && { ...resolution, key: resolution.keyedBy === 'session' ? null : resolution.key };
  switch (event.type) {
    case 'received':
      return { ...event, from: '', forwardedFrom: null, resolution: key(event.resolution) };
    case 'listed':
      return { ...event, from: '', resolution: key(event.resolution) };
    case 'recorded':
      return { ...event, url: '' };
    default:
      return event;
  }
}

export function erasedCall(call: Call): Call {
  const key = call.keyedBy === 'session' ? null : call.key;
  return { ...call, from: null, forwardedFrom: null, recording: null, key };
}

/**
 * What is left of an attribution: its place in the feed, and what many calls have in common, so that reports add up as
 * before.
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
    erasedAt: attribution.erasedAt ?? at.toISOString(),
  };
}

/** The attribution of somebody else, in which the session was a candidate. */
export function withoutCandidate(
  attribution: Attribution,
  isErased: (session: string) => boolean,
): Attribution {
  const candidates = attribution.candidates.map((candidate) =>
    candidate.session !== null && isErased(candidate.session) ? { ...candidate, session: null } : candidate,
  );
  return { ...attribution, candidates };
}

/** Who is meant: a caller by the number or SIP address (or by what stands for it), or a visitor by the tag's id. */
export const subjectSchema = z.strictObject({
  provider: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'What this provider keeps; left out: all of them' }),
  caller: phoneNumberSchema
    .or(
      z
        .string()
        .max(300)
        .refine(
          (text) => isCallerName(text) || (/^[^\s@]+@[^\s@]+$/.test(text) && isSipCaller(text)),
          'must be a phone number in E.164, a SIP address, or a name that stands for one',
        ),
    )
    .optional(),
  visitor: z.string().min(1).max(128).optional(),
});
export type Subject = z.infer<typeof subjectSchema>;

export const erasedSchema = z
  .object({
    calls: z.number().int(),
    events: z.number().int(),
    attributions: z.number().int(),
    notes: z.number().int(),
    deliveries: z
      .number()
      .int()
      .meta({ description: 'Calls whose deliveries were emptied of what was sent' }),
    sessions: z.number().int(),
    hits: z.number().int(),
    showings: z.number().int(),
    links: z.number().int(),
    jobs: z.number().int().meta({ description: 'Call events that were still in the queue, or had failed' }),
    memories: z
      .number()
      .int()
      .meta({ description: 'Keys in Redis: what routing remembered, claims, live links' }),
  })
  .meta({ id: 'Erased' });
export type Erased = z.infer<typeof erasedSchema>;

export const erasureSchema = z
  .object({
    id: z.string(),
    of: z.enum(['caller', 'visitor']),
    provider: z.string().nullable(),
    erased: erasedSchema,
    calls: z
      .array(z.string())
      .meta({ description: 'The first 1000 of the calls: whoever has read them should erase them too' }),
    recordings: z
      .array(z.string())
      .meta({ description: "Recordings at the carriers', which only they can erase" }),
    blockedBy: z
      .array(z.string())
      .meta({ description: 'Endpoints whose routing plan names the number: left as they are' }),
    at: z.iso.datetime(),
  })
  .meta({ id: 'Erasure' });
export type Erasure = z.infer<typeof erasureSchema>;
