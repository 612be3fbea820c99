import { randomWord } from '../../domain/ids.ts';
import type { ApiKey } from '../../domain/model.ts';
import { apiKeyRecord } from '../../domain/records/api-key.ts';
import { digestOf } from '../key-digest.ts';
import type { KindRules, RulesContext } from './rules.ts';

export function apiKeyRules({ add, now }: RulesContext): KindRules<'keys'> {
  return {
    /** Returns the secret too, this once: only its digest is stored. */
    async create(request) {
      const secret = `rt_${randomWord(40)}`;
      const key: ApiKey = apiKeyRecord.begin({ ...request, digest: digestOf(secret) }, now());
      await add('keys', key);
      return { ...key, secret };
    },
  };
}
