import type { KeyHolder } from '../../domain/key-holder.ts';
import type { Provider } from '../../domain/model.ts';
import { Problem } from '../../domain/problem.ts';
import { providerRecord } from '../../domain/records/provider.ts';
import { checkEndpoint } from '../references.ts';
import { firstOf, type KindRules, type RulesContext } from './rules.ts';

/** Throws for a key that is bound to providers: it can neither add another one nor remove its own. */
function requireWhole({ reach }: KeyHolder): void {
  if (reach.isWhole) return;
  throw new Problem(
    'forbidden',
    'This key is bound to providers. Only a key of the whole installation adds or removes one.',
  );
}

export function providerRules({
  holder,
  directory,
  visible,
  add,
  now,
  someConsumerOf,
}: RulesContext): KindRules<'providers'> {
  function keyOf(provider: string): string | undefined {
    for (const { id, providers } of directory.all('keys')) if (providers?.includes(provider)) return id;
    return undefined;
  }

  return {
    async create(request) {
      requireWhole(holder);
      const provider: Provider = providerRecord.begin(request, now());
      await add('providers', provider);
      return provider;
    },

    check({ id, defaultEndpoint }) {
      if (defaultEndpoint) checkEndpoint(visible, id, defaultEndpoint, '/defaultEndpoint');
    },

    async neededBy({ id }) {
      requireWhole(holder);
      return (
        firstOf(directory.poolsOf(id)) ??
        firstOf(directory.sitesOf(id)) ??
        (await someConsumerOf(id)) ??
        keyOf(id)
      );
    },
  };
}
