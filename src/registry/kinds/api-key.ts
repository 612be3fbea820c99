import type { Holder } from '../../domain/holder.ts';
import { randomWord } from '../../domain/ids.ts';
import type { ApiKey, NewRecords } from '../../domain/model.ts';
import { misfit, Problem, type ProblemDetail } from '../../domain/problem.ts';
import { apiKeyRecord } from '../../domain/records/api-key.ts';
import { scopesOf } from '../../domain/scope.ts';
import { withSlug } from '../../domain/with-slug.ts';
import { FIRST_KEY, type FirstKey } from '../first-key.ts';
import { digestOf } from '../key-digest.ts';
import { checkProviders, lackingScopes } from './grants.ts';
import type { KindRules, RulesContext } from './rules.ts';

export function apiKeyRules(context: RulesContext): KindRules<'keys'> {
  const { holder, firstKey, directory, visible, add, now } = context;

  /** Throws where the new key could do or see more than the holder who makes it. */
  function checkNew({ scopes, providers, expiresAt }: NewRecords['keys']): void {
    checkProviders(context, providers);
    const errors: ProblemDetail[] = scopes.flatMap((scope, i) => {
      const lacking = lackingScopes(holder, scopesOf([scope]));
      return lacking.length > 0
        ? [{ pointer: `/scopes/${i}`, detail: `you lack ${lacking.join(', ')}` }]
        : [];
    });
    if (expiresAt !== null && new Date(expiresAt) <= now())
      errors.push({ pointer: '/expiresAt', detail: 'must be in the future' });
    if (errors.length > 0) throw misfit(errors);
  }

  /** Returns the keys that the holder sees. A slug must not say which other keys there are. */
  function visibleKeys(): ApiKey[] {
    return [...directory.all('keys')].filter(({ id }) => visible.find('keys', id));
  }

  return {
    /** Returns the secret too, this once: only its digest is stored. */
    async create(request) {
      checkNew(request);
      const { secret = newSecret(), ...members } = request;
      const digest = digestOf(secret);
      checkUnused(context, digest);
      const key = withSlug<ApiKey>(apiKeyRecord.begin({ ...members, digest }, now()), visibleKeys());
      await add('keys', key);
      return { ...key, secret };
    },

    find: (id) => (id === FIRST_KEY && holder.reach.isWhole ? firstKey.record : undefined),

    /** The first key stays as a key that has ended: its secret is configured, and would open the API again. */
    endInstead(key) {
      if (key.id !== FIRST_KEY) return null;
      if (holder.id === FIRST_KEY)
        throw new Problem(
          'in_use',
          'Remove the first key as an owner, or with another key, so that you keep a way in.',
        );
      checkPower(holder, key);
      const { setBy: _, ...ended } = { ...key, former: null, expiresAt: now().toISOString() };
      return { ...ended, replaced: replacedBy(key, firstKey) };
    },
  };
}

/** Throws where another key, which may have more rights, has the secret. */
function checkUnused(
  { directory, firstKey }: Pick<RulesContext, 'directory' | 'firstKey'>,
  digest: string,
): void {
  if (!directory.keyOfDigest(digest) && !firstKey.opensBy(digest)) return;
  throw new Problem('already_there', 'Another key has this secret.', {
    errors: [{ pointer: '/secret', detail: 'must be a secret of this key alone' }],
  });
}

/** The request for a new secret. Without one of its own Ringtrail makes it. */
export type KeyRenewal = { formerForSeconds: number; secret?: string | undefined };
export type RenewedKey = { key: ApiKey; secret: string };

/**
 * Returns the key with a new secret. The former one opens the API too for another `formerForSeconds`. Throws `forbidden` where the key may do
 * more than the holder, who could otherwise take its place.
 */
export function renewedKey(
  context: Pick<RulesContext, 'holder' | 'firstKey' | 'directory' | 'now'>,
  key: ApiKey,
  { formerForSeconds, secret = newSecret() }: KeyRenewal,
): RenewedKey {
  const { holder, firstKey, now } = context;
  checkPower(holder, key);
  const isFirst = key.id === FIRST_KEY;
  if (!isFirst && key.expiresAt && new Date(key.expiresAt) <= now())
    throw new Problem('invalid_request', 'This key has ended. Make another one.');
  const digest = digestOf(secret);
  if (digest === key.digest) return { key, secret };
  checkUnused(context, digest);
  const until = new Date(now().getTime() + formerForSeconds * 1000).toISOString();
  const { setBy: _, ...former } = key;
  const renewed: ApiKey = {
    ...former,
    digest,
    former: formerForSeconds > 0 ? { digest: key.digest, until } : null,
    ...(isFirst && { expiresAt: null, replaced: replacedBy(key, firstKey) }),
  };
  return { key: renewed, secret };
}

function replacedBy({ replaced = [] }: ApiKey, { digest }: FirstKey): string[] {
  return [...new Set([...replaced, digest])];
}

/** Throws where the key may do more than the holder. */
function checkPower(holder: Holder, { scopes }: ApiKey): void {
  if (lackingScopes(holder, scopesOf(scopes)).length > 0)
    throw new Problem('forbidden', 'This key may do more than you.');
}

function newSecret(): string {
  return `rt_${randomWord(40)}`;
}
