import type { Endpoint, Kind, Kinds, Pool } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';
import type { VisibleRecords } from './visible.ts';

/** Returns the record that a request refers to. @param pointer the member of the request that holds the id */
export function referred<K extends Kind>(
  visible: VisibleRecords,
  kind: K,
  id: string,
  pointer: string,
): Kinds[K] {
  const record = visible.find(kind, id);
  if (record) return record;
  throw new Problem('unknown_reference', `There is no such record among the ${kind}.`, {
    errors: [{ pointer, detail: `${id} is not one of the ${kind}` }],
  });
}

/** Throws unless the record belongs to the provider. */
export function checkOwner(provider: string, record: Pool | Endpoint, pointer: string): void {
  if (record.provider === provider) return;
  throw new Problem('unknown_reference', `${record.id} belongs to another provider.`, {
    errors: [{ pointer, detail: `${record.id} does not belong to ${provider}` }],
  });
}

/** Throws unless there is such an endpoint and it belongs to the provider. */
export function checkEndpoint(visible: VisibleRecords, provider: string, id: string, pointer: string): void {
  checkOwner(provider, referred(visible, 'endpoints', id, pointer), pointer);
}
