import { z } from 'zod';

/** The place of a secret. The file that describes a set-up never has the secret itself. */
export const secretPlaceSchema = z
  .union(
    [
      z.strictObject({
        env: z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of an environment variable'),
      }),
      z.strictObject({ file: z.string().min(1) }),
    ],
    { error: 'must be `{ env: NAME }` or `{ file: path }`. A secret itself has no place in this file.' },
  )
  .meta({
    id: 'SecretPlace',
    description: 'The environment variable or the file that has the secret',
    examples: [{ env: 'CRM_SECRET' }, { file: 'secrets/crm' }],
  });
export type SecretPlace = z.infer<typeof secretPlaceSchema>;
