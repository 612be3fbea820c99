/** The jobs of mails. A worker parses each job's data with the schema here when it takes the job. */
import { z } from 'zod';

export const MAILS_QUEUE = 'mails';

/** A mail with a one-time link for a person. The worker makes the link: Redis never holds it. */
export const mailJobSchema = z.object({
  v: z.literal(1),
  purpose: z.enum(['invitation', 'reset']),
  /** The id of the person. */
  person: z.string(),
  /** The base URL of the gateway that the link leads to. */
  publicUrl: z.string(),
  /** When the link ends. The mail is given up then. */
  expiresAt: z.iso.datetime(),
  /** The id of the request that led to the mail. */
  requestId: z.string(),
});
export type MailJob = z.infer<typeof mailJobSchema>;
