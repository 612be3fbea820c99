import { z } from 'zod';
import { type ScopeOrGroup, scopeSchema } from '../scope.ts';
import {
  defineRecord,
  fixed,
  fixedUnlessNull,
  generated,
  hidden,
  idSchema,
  nameSchema,
  slugMember,
} from './definition.ts';

export type { ScopeOrGroup };

/** A key that opens the API to its bearer. */
const record = defineRecord({
  idPrefix: 'key',
  title: 'ApiKey',
  one: 'API key',
  many: 'API keys',
  members: {
    name: fixed(nameSchema),
    slug: slugMember,
    scopes: fixed(z.array(scopeSchema).min(1).max(20)),
    providers: fixedUnlessNull(z.array(idSchema).min(1).max(1000), {
      description:
        'The providers whose records the key sees and changes. For the key, all others do not exist. null: the whole installation.',
    }),
    expiresAt: fixedUnlessNull(z.iso.datetime(), {
      description: 'The time from which the key opens nothing. null: it has no end.',
    }),
    /** The SHA-256 digest of the secret, in hex. The secret itself is not stored. */
    digest: hidden(z.string()),
    /** The former secret, and the time until which it opens the API too. */
    former: hidden(z.object({ digest: z.string(), until: z.iso.datetime() }).nullish()),
    /** Of the first admin key: the digests of configured secrets that open nothing any more. */
    replaced: hidden(z.array(z.string()).optional()),
    setBy: generated(
      z.enum(['RINGTRAIL_ADMIN_KEY', 'secrets.json']).optional().meta({
        description: 'The variable, or the file of DATA_DIR, that has the secret. Absent: the API made it',
      }),
    ),
  },
});

export const keySecretSchema = z
  .string()
  .regex(/^rt_[\w-]{32,128}$/, 'must be rt_ and 32 to 128 random letters and digits');

/** A POST may name the secret, and an answer also shows the key's uses. */
export const apiKeyRecord = {
  ...record,
  create: record.create.extend({
    secret: keySecretSchema.optional().meta({
      description:
        'The secret of the key, for set-ups that keep their secrets elsewhere. Ringtrail makes one when it is left out.',
    }),
  }),
  shown: record.shown
    .extend({
      formerUntil: z.iso.datetime().nullable().meta({
        description:
          'The time until which the former secret opens the API too. null: it opens nothing any more',
      }),
      lastUsedAt: z.iso.datetime().nullable().meta({
        description: 'The last use, a few seconds late. null: the key was not used since Redis has its data',
      }),
    })
    .meta({ id: 'ApiKey' }),
};
export type ApiKey = z.infer<typeof apiKeyRecord.stored>;
