import { z } from 'zod';

/** The format of back-ups that this version writes. A later one is refused. */
export const FORMAT = 1;

/** The name of the manifest in the archive. It is the first entry. */
export const MANIFEST = 'manifest.json';

export const manifestSchema = z.object({
  ringtrail: z.literal('backup'),
  format: z.number().int(),
  version: z.string(),
  /** ISO 8601: the moment whose state the back-up holds, by the clock of the process that made it. */
  at: z.iso.datetime(),
  installation: z.string().nullable(),
  store: z.object({
    kind: z.enum(['sqlite', 'mongodb']),
    /** false: the database could not fix a moment, so its records are of slightly later times. */
    isOneMoment: z.boolean(),
    /** The number of records by table or collection. */
    records: z.record(z.string(), z.number().int()),
  }),
  redis: z.object({ db: z.number().int() }),
  /** All other entries of the archive, in their order. */
  parts: z.array(
    z.object({
      name: z.string().regex(/^(?:store|redis|data)(?:\/(?!\.\.?(?:\/|$))[\w.-]+)+$/),
      bytes: z.number().int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type Part = Manifest['parts'][number];

/** A back-up cannot be made or restored. The message says what to do. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}
