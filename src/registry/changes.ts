import { type Change, changeOf } from '../domain/audit.ts';
import { definitionOf, type Kind, type Kinds } from '../domain/model.ts';

/** Returns the change of a record for the audit log, without the members that answers do not show. */
export function changeOfRecord<K extends Kind>(
  kind: K,
  before: Kinds[K] | null,
  after: Kinds[K] | null,
): Change {
  const { visible } = definitionOf(kind);
  const owners = [before, after].flatMap((record) => (record ? [ownerOf(record)] : []));
  const [provider = null] = owners;
  const id = (after ?? before)?.id ?? '';
  return changeOf(
    { kind, id, provider: owners.every((one) => one === provider) ? provider : null },
    before && visible(before),
    after && { ...visible(after), ...(before && hasNewSecret(before, after) && { secret: 'replaced' }) },
  );
}

/** Returns the one provider that a record belongs to. A provider is its own owner. */
function ownerOf(record: Kinds[Kind]): string | null {
  if (!('providers' in record)) return 'provider' in record ? record.provider : record.id;
  const [only = null, ...others] = record.providers ?? [];
  return others.length === 0 ? only : null;
}

function hasNewSecret(before: Kinds[Kind], after: Kinds[Kind]): boolean {
  return 'digest' in before && 'digest' in after && before.digest !== after.digest;
}
