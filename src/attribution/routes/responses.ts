import { z } from 'zod';
import { noteSchema, qualificationSchema } from '../../domain/annotation.ts';
import { attributionSchema } from '../../domain/attribution.ts';
import { callSchema } from '../../domain/call.ts';

/** The members of a call's attribution that describe the visit. */
export const visitResponse = attributionSchema
  .pick({
    to: true,
    session: true,
    visitor: true,
    bucket: true,
    channel: true,
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

export const callResponse = callSchema
  .omit({ pool: true, keyedBy: true, key: true, eventCount: true })
  .extend({
    at: z.iso.datetime(),
    attribution: z
      .string()
      .nullable()
      .meta({ description: "The id of the call's attribution. null: the call is not attributed yet." }),
    visit: visitResponse.nullable().meta({ description: 'The visit that the call is attributed to' }),
    tags: z.array(z.string()),
    notes: z.array(noteSchema),
    qualification: qualificationSchema.nullable(),
  })
  .meta({ id: 'Call' });

export const attributionResponse = attributionSchema
  .extend({ at: z.iso.datetime() })
  .meta({ id: 'AttributionRecord' });
