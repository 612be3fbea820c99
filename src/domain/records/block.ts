import { z } from 'zod';
import { defineRecord, generated, idSchema, nullUnlessGiven } from './definition.ts';

/** The longest caller that a request names: a number, or a SIP address. */
const MAX_CALLER_LENGTH = 300;

/** A caller whose calls a provider refuses. */
const record = defineRecord({
  idPrefix: 'blk',
  title: 'Block',
  one: 'block',
  many: 'blocks',
  members: {
    provider: generated(idSchema),
    caller: generated(
      z.string().meta({
        description:
          'The caller as calls of the provider name it: a number in E.164, a SIP address, or the keyed hash of one. Without `callers:read` it is masked.',
        example: '+12025550123',
      }),
    ),
    by: generated(
      z.object({ id: z.string(), name: z.string() }).meta({
        description: 'The key or person that blocked the caller, with the name at that time',
      }),
    ),
    namedBy: {
      ...generated(
        z.enum(['caller', 'call']).meta({
          description:
            'The member of the request that named the caller. `caller`: the block stays until somebody removes it. `call`: after `retentionDays` it goes with the last stored call of the caller.',
        }),
      ),
      // Blocks of earlier versions went with the last call, however they were made.
      missing: 'call' as const,
    },
    note: nullUnlessGiven(z.string().trim().min(1).max(500), { description: 'Why the caller is blocked' }),
  },
});

/** A POST names the caller, or one of the calls. The other members follow from it. */
export const blockRecord = {
  ...record,
  create: record.create.extend({
    provider: idSchema.optional().meta({ description: 'The provider, with `caller`' }),
    caller: z.string().trim().min(1).max(MAX_CALLER_LENGTH).optional().meta({
      description:
        "A phone number in any common spelling (international, or national in the provider's `country`), a SIP address, or the stored hash of one",
      example: '+12025550123',
    }),
    call: idSchema.optional().meta({
      description: 'A call of the caller, in place of `provider` and `caller`',
    }),
  }),
};
export type Block = z.infer<typeof blockRecord.stored>;
