/** An entry of the audit log: the requests of one key to one route in one minute. */
import { z } from 'zod';

export const auditEntrySchema = z
  .object({
    id: z.string(),
    key: z.string().meta({ description: "The key's id. `admin` is the first admin key." }),
    name: z.string().meta({ description: "The key's name at the time of the request" }),
    method: z.string(),
    route: z.string().meta({ description: 'The route, such as /v1/calls/{id}' }),
    provider: z
      .string()
      .nullable()
      .meta({ description: 'The provider whose records alone were concerned; null: several, or none' }),
    ids: z
      .array(z.string())
      .meta({ description: 'Ids of the records that the path names, or that the request created' }),
    query: z.record(z.string(), z.string()).meta({ description: 'The query, with phone numbers masked' }),
    status: z.number().int().meta({ description: 'The HTTP status of the answer' }),
    at: z.iso.datetime().meta({ description: 'The time of the first such request in the minute' }),
    count: z.number().int().meta({ description: 'The number of such requests in the minute' }),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** One request of a key holder, for the audit log. */
export type Access = Pick<
  AuditEntry,
  'key' | 'name' | 'method' | 'route' | 'provider' | 'ids' | 'query' | 'status'
>;
