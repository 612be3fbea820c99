import type { Person } from '../domain/model.ts';
import type { Directory } from '../registry/port.ts';
import { type CredentialStore, changeCredentials, credentialsOf } from './credentials.ts';
import type { OidcAccount } from './oidc-provider.ts';

/** Reasons why an account does not come in. The sign-in page gets them as `problem`. */
export type OidcRefusal = 'oidc_unverified' | 'oidc_unknown' | 'oidc_changed';

/**
 * Returns the person of the account, or the reason of the refusal. A person is found by the e-mail address, without a search of
 * the store, and the first sign-in binds the person to the account. Another account with the address is refused: the provider
 * may have given the address to somebody else.
 */
export async function personOfAccount(
  { subject, email }: OidcAccount,
  directory: Pick<Directory, 'peopleWithEmail'>,
  credentials: CredentialStore,
): Promise<Person | OidcRefusal> {
  if (email === null) return 'oidc_unverified';
  const people = directory.peopleWithEmail(email);
  const bound = await Promise.all(
    people.map(async ({ id }) => (await credentialsOf(credentials, id)).subject),
  );
  const known = people[bound.indexOf(subject)];
  if (known) return known;
  if (bound.some((other) => other !== null)) return 'oidc_changed';
  const person = people.find(({ providers }) => providers === null) ?? people[0];
  if (!person) return 'oidc_unknown';
  await changeCredentials(credentials, person.id, (former) => (former.subject === null ? { subject } : null));
  // Another account may have been faster.
  const { subject: stored } = await credentialsOf(credentials, person.id);
  return stored === subject ? person : 'oidc_changed';
}
