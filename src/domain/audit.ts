/** Who asked for what, by key. */
import { z } from 'zod';

export const auditEntrySchema = z
  .object({
    id: z.string(),
    key: z.string().meta({ description: "The key's id; `admin` is the first admin key" }),
    name: z.string().meta({ description: "The key's name at that time" }),
    method: z.string(),
    route: z.string().meta({ description: 'The route, such as /v1/calls/{id}' }),
    ids: z.array(z.string()).meta({ description: 'Records that the path names, or that were made' }),
    query: z
      .record(z.string(), z.string())
      .meta({ description: 'What was asked for; phone numbers are masked' }),
    status: z.number().int().meta({ description: "The answer's HTTP status" }),
    at: z.iso.datetime().meta({ description: 'The first time in this minute' }),
    count: z.number().int().meta({ description: 'How often the same was asked for in this minute' }),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntrySchema>;
