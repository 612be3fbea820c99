import { type Credentials, newCredentials } from '../domain/credentials.ts';
import type { Versioned } from '../store/port.ts';

export type CredentialStore = Pick<Versioned<Credentials>, 'add' | 'get' | 'change'>;

/** Returns the person's credentials. They are empty for a person who was just invited. */
export async function credentialsOf(store: CredentialStore, person: string): Promise<Credentials> {
  return (await store.get(person)) ?? newCredentials(person);
}

/**
 * Changes the person's credentials, however many requests change them at once. Returns the changed ones, or null when there
 * was nothing to change.
 * @param fieldsFor returns the new fields, or null to change nothing. It is called again when another request was faster.
 */
export async function changeCredentials(
  store: CredentialStore,
  person: string,
  fieldsFor: (former: Credentials) => Partial<Credentials> | null,
): Promise<Credentials | null> {
  for (;;) {
    const stored = await store.get(person);
    const former = stored ?? newCredentials(person);
    const fields = fieldsFor(former);
    if (!fields) return null;
    if (!stored) await store.add(former);
    const changed = await store.change(former, fields);
    if (changed) return changed;
  }
}
