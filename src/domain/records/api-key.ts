import { z } from 'zod';
import { type ScopeOrGroup, scopeSchema } from '../scope.ts';
import { defineRecord, fixed, fixedUnlessNull, hidden, idSchema, nameSchema } from './definition.ts';

export type { ScopeOrGroup };

/** A key that opens the API to its bearer. */
export const apiKeyRecord = defineRecord({
  idPrefix: 'key',
  title: 'ApiKey',
  one: 'API key',
  many: 'API keys',
  members: {
    name: fixed(nameSchema),
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
  },
});
export type ApiKey = z.infer<typeof apiKeyRecord.stored>;
