import { randomWord } from '../../domain/ids.ts';
import type { ApiKey, NewRecords } from '../../domain/model.ts';
import { misfit } from '../../domain/problem.ts';
import { apiKeyRecord } from '../../domain/records/api-key.ts';
import { scopesOf } from '../../domain/scope.ts';
import { digestOf } from '../key-digest.ts';
import { referred } from '../references.ts';
import type { KindRules, RulesContext } from './rules.ts';

export function apiKeyRules({ holder, visible, add, now }: RulesContext): KindRules<'keys'> {
  /** Throws where the new key could do or see more than the key that makes it. */
  function checkNew({ scopes, providers, expiresAt }: NewRecords['keys']): void {
    for (const [i, provider] of (providers ?? []).entries())
      referred(visible, 'providers', provider, `/providers/${i}`);
    if (!holder.reach.includes(providers))
      throw misfit([{ pointer: '/providers', detail: 'must name providers of the key that makes this one' }]);
    const errors = scopes.flatMap((scope, i) => {
      const lacking = [...scopesOf([scope])].filter((one) => !holder.scopes.has(one));
      if (lacking.length === 0) return [];
      return [{ pointer: `/scopes/${i}`, detail: `the key that makes this one lacks ${lacking.join(', ')}` }];
    });
    if (expiresAt !== null && new Date(expiresAt) <= now())
      errors.push({ pointer: '/expiresAt', detail: 'must be in the future' });
    if (errors.length > 0) throw misfit(errors);
  }

  return {
    /** Returns the secret too, this once: only its digest is stored. */
    async create(request) {
      checkNew(request);
      const secret = `rt_${randomWord(40)}`;
      const key: ApiKey = apiKeyRecord.begin({ ...request, digest: digestOf(secret) }, now());
      await add('keys', key);
      return { ...key, secret };
    },
  };
}
