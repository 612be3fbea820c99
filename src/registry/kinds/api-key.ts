import { randomWord } from '../../domain/ids.ts';
import type { ApiKey, NewRecords } from '../../domain/model.ts';
import { misfit, type ProblemDetail } from '../../domain/problem.ts';
import { apiKeyRecord } from '../../domain/records/api-key.ts';
import { scopesOf } from '../../domain/scope.ts';
import { digestOf } from '../key-digest.ts';
import { checkProviders, lackingScopes } from './grants.ts';
import type { KindRules, RulesContext } from './rules.ts';

export function apiKeyRules(context: RulesContext): KindRules<'keys'> {
  const { holder, add, now } = context;

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
