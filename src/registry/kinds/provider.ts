import type { Provider } from '../../domain/model.ts';
import { providerRecord } from '../../domain/records/provider.ts';
import { checkEndpoint } from '../references.ts';
import { firstOf, type KindRules, type RulesContext } from './rules.ts';

export function providerRules({ directory, add, now, someConsumerOf }: RulesContext): KindRules<'providers'> {
  return {
    async create(request) {
      const provider: Provider = providerRecord.begin(request, now());
      await add('providers', provider);
      return provider;
    },

    check({ id, defaultEndpoint }) {
      if (defaultEndpoint) checkEndpoint(directory, id, defaultEndpoint, '/defaultEndpoint');
    },

    async neededBy({ id }) {
      return firstOf(directory.poolsOf(id)) ?? firstOf(directory.sitesOf(id)) ?? (await someConsumerOf(id));
    },
  };
}
