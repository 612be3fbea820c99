import { z } from 'zod';
import { defineRecord, fixed, hidden, nameSchema } from './definition.ts';

const scopeSchema = z.enum(['read', 'admin']).meta({
  description: '`read`: calls and attributions. `admin`: everything.',
});
export type Scope = z.infer<typeof scopeSchema>;

/** A key that opens the API to its bearer. */
export const apiKeyRecord = defineRecord({
  idPrefix: 'key',
  title: 'ApiKey',
  one: 'API key',
  many: 'API keys',
  members: {
    name: fixed(nameSchema),
    scopes: fixed(z.array(scopeSchema).min(1).max(2)),
    /** The SHA-256 digest of the secret, in hex. The secret itself is not stored. */
    digest: hidden(z.string()),
  },
});
export type ApiKey = z.infer<typeof apiKeyRecord.stored>;
