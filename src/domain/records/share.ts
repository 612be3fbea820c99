import { z } from 'zod';
import { defineRecord, fixed, hidden, idSchema, nameSchema } from './definition.ts';

/** A list of calls or a report of one provider that the bearer of a link reads without signing in. */
export const shareRecord = defineRecord({
  idPrefix: 'shr',
  title: 'Share',
  one: 'share link',
  many: 'share links',
  members: {
    provider: fixed(idSchema),
    name: fixed(nameSchema),
    shows: fixed(z.enum(['calls', 'report']).meta({ description: 'What the link shows' })),
    query: fixed(
      z.record(z.string().max(64), z.string().max(256)).default({}).meta({
        description: 'The query of `GET /v1/calls` or `GET /v1/reports/calls` whose answer the link shows',
      }),
    ),
    expiresAt: fixed(z.iso.datetime()),
    /** The SHA-256 digest of the secret, in hex. The secret itself is not stored. */
    digest: hidden(z.string()),
  },
});
export type Share = z.infer<typeof shareRecord.stored>;
/** The body of a POST. */
export type NewShare = z.output<typeof shareRecord.create>;
