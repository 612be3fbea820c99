import { changeOf } from '../domain/audit.ts';
import type { Consumer } from '../domain/consumer.ts';
import type { Sender } from '../domain/holder.ts';

/** Notes a change for the audit log. @param more members of its progress that changed too */
export function noteChange(
  { note }: Pick<Sender, 'note'>,
  before: Consumer | null,
  after: Consumer | null,
  more: Record<string, unknown> = {},
): void {
  const { id = '', provider = null } = after ?? before ?? {};
  const hasNewCredentials =
    before !== null &&
    after !== null &&
    JSON.stringify(before.credentials) !== JSON.stringify(after.credentials);
  const now = after && { ...audited(after), ...more, ...(hasNewCredentials && { credentials: 'changed' }) };
  note(changeOf({ kind: 'consumers', id, provider }, before && audited(before), now));
}

/** Returns the consumer for the audit log: without its credentials, and with the origin of its address, whose path may be a secret. */
function audited({ credentials: _, settings, ...consumer }: Consumer) {
  const url = 'url' in settings && settings.url ? new URL(settings.url).origin : undefined;
  return { ...consumer, settings: { ...settings, ...(url && { url }) } };
}
