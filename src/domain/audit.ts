/** An entry of the audit log: the requests of one sender to one route in one minute, or one request with its changes. */
import { z } from 'zod';

const membersSchema = z.record(z.string(), z.unknown()).nullable();

export const changeSchema = z
  .object({
    kind: z.string().meta({ description: 'The kind of the record, as in its path, such as sites' }),
    id: z.string(),
    before: membersSchema.meta({
      description: 'The members that differ, as they were. null: the record was created',
    }),
    after: membersSchema.meta({ description: 'The same members now. null: the record was removed' }),
  })
  .meta({ id: 'AuditedChange' });
export type AuditedChange = z.infer<typeof changeSchema>;

/** A change with the provider that alone it concerns; null: several, or none. */
export type Change = AuditedChange & { provider: string | null };

export const AUDITED_KINDS = ['key', 'person', 'share', 'reader', 'ringtrail', 'unknown'] as const;

export const auditEntrySchema = z
  .object({
    id: z.string(),
    kind: z.enum(AUDITED_KINDS).meta({
      description:
        'The kind of the sender. reader: somebody who ended a report by mail with its link; unknown: a sender who was not proven, as in a failed sign-in',
    }),
    key: z.string().meta({
      description:
        'The id of the key, person or share link, or of the consumer whose mails a reader ended. `admin` is the first admin key. A failed sign-in has the id of the only person with the entered e-mail address, or `unknown`.',
    }),
    name: z.string().meta({ description: "The sender's name at the time of the request" }),
    address: z.string().nullable().meta({
      description:
        'The address that the request came from; null: an entry of an earlier version, or a sender that does not exist for the reader',
    }),
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
    readsCallers: z.boolean().meta({ description: "Whether the answer showed callers' numbers" }),
    changes: z
      .array(changeSchema)
      .meta({ description: 'The changes of records, at most 100, without secrets' }),
    status: z.number().int().meta({ description: 'The HTTP status of the answer' }),
    at: z.iso.datetime().meta({ description: 'The time of the first such request in the minute' }),
    count: z.number().int().meta({ description: 'The number of such requests in the minute' }),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** One request, for the audit log. */
export type Access = Omit<AuditEntry, 'id' | 'at' | 'count'>;

/** Members of entries that earlier versions did not store: their senders were keys. */
const MISSING = { kind: 'key', address: null, provider: null, readsCallers: false, changes: [] } as const;

/** Returns a stored entry with the members that it lacks. */
export function completeEntry(entry: AuditEntry): AuditEntry {
  return { ...MISSING, ...entry };
}

type Members = Readonly<Record<string, unknown>>;

/** Returns the change of a record with the members that differ. @param before null for a new record @param after null for a removed one */
export function changeOf(
  of: Pick<Change, 'kind' | 'id' | 'provider'>,
  before: Members | null,
  after: Members | null,
): Change {
  const names = Object.keys({ ...before, ...after }).filter(
    (name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
  );
  const pick = (members: Members | null) =>
    members && Object.fromEntries(names.map((name) => [name, members[name] ?? null]));
  return { ...of, before: pick(before), after: pick(after) };
}
