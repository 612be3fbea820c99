/** A call as readers see it: with its visit, tags, notes and qualification. */
import { z } from 'zod';
import { type Annotation, noteSchema, qualificationSchema } from './annotation.ts';
import { type Attribution, attributionSchema, type Touch } from './attribution.ts';
import { type Call, callSchema } from './call.ts';
import { lastDigits, withoutNumbers } from './phone.ts';
import { withoutQuery } from './report.ts';
import type { Scope } from './scope.ts';

/** The members of a call's attribution that describe the visit. */
export const visitSchema = attributionSchema
  .pick({
    to: true,
    session: true,
    visitor: true,
    bucket: true,
    channel: true,
    location: true,
    landingPage: true,
    clickIds: true,
    firstTouch: true,
    lastTouch: true,
    pages: true,
    callerCalls: true,
    rung: true,
    confidence: true,
  })
  .meta({ id: 'Visit' });

export const callViewSchema = callSchema
  .omit({ pool: true, keyedBy: true, key: true, eventCount: true })
  .extend({
    at: z.iso.datetime(),
    attribution: z
      .string()
      .nullable()
      .meta({ description: "The id of the call's attribution. null: the call is not attributed yet." }),
    visit: visitSchema.nullable().meta({ description: 'The visit that the call is attributed to' }),
    tags: z.array(z.string()),
    notes: z.array(noteSchema),
    qualification: qualificationSchema.nullable(),
    calledBackAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'When a person called the caller back; null: nobody reported it' }),
  })
  .meta({ id: 'Call' });
export type CallView = z.infer<typeof callViewSchema>;

/** Returns the call as the API and webhooks show it. @param attribution null: the call is not attributed yet */
export function viewOfCall(call: Call, attribution: Attribution | null, annotation: Annotation): CallView {
  const { pool, keyedBy, key, eventCount, ...shown } = call;
  return {
    ...shown,
    at: shown.at.toISOString(),
    attribution: attribution?.id ?? null,
    visit: attribution && visitOf(attribution),
    ...annotation,
  };
}

/** Returns the call with the personal data that the scopes allow: the caller's number, and the recording. */
export function visibleCall(call: CallView, scopes: ReadonlySet<Scope>): CallView {
  const visible = scopes.has('recordings:read') ? call : { ...call, recording: null };
  return scopes.has('callers:read') ? visible : withoutCaller(visible);
}

/** Returns the call with its caller masked, also where the staff wrote the number down. */
function withoutCaller(call: CallView): CallView {
  const { from, forwardedFrom, notes, tags } = call;
  return {
    ...call,
    from: lastDigits(from),
    forwardedFrom: lastDigits(forwardedFrom),
    notes: notes.map((note) => ({ ...note, text: withoutNumbers(note.text) })),
    tags: tags.map(withoutNumbers),
  };
}

/** A call as the reader of a share link sees it. */
export const guestCallSchema = callViewSchema.omit({ notes: true, tags: true }).meta({ id: 'SharedCall' });
export type GuestCall = z.infer<typeof guestCallSchema>;

/**
 * Returns the call without the words of the staff, and without the parts of its visit that identify the visitor: ids of the
 * browser and of clicks, and the queries of addresses.
 */
export function guestCall({ notes: _, tags: __, ...call }: CallView): GuestCall {
  const { visit } = call;
  if (!visit) return call;
  return {
    ...call,
    visit: {
      ...visit,
      session: null,
      visitor: null,
      clickIds: {},
      landingPage: withoutQuery(visit.landingPage),
      firstTouch: bareTouch(visit.firstTouch),
      lastTouch: bareTouch(visit.lastTouch),
      pages: visit.pages.map(({ page, at }) => ({ page: withoutQuery(page), at })),
    },
  };
}

function bareTouch(touch: Touch | null): Touch | null {
  if (!touch) return null;
  return {
    ...touch,
    page: withoutQuery(touch.page),
    referrer: withoutQuery(touch.referrer),
    clickIds: {},
  };
}

function visitOf(attribution: Attribution): z.infer<typeof visitSchema> {
  const { to, session, visitor, bucket, channel, landingPage, clickIds, firstTouch, lastTouch, pages } =
    attribution;
  const { location, callerCalls, rung, confidence } = attribution;
  return {
    to,
    session,
    visitor,
    bucket,
    channel,
    location,
    landingPage,
    clickIds,
    firstTouch,
    lastTouch,
    pages,
    callerCalls,
    rung,
    confidence,
  };
}
