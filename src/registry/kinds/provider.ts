import { isDeepStrictEqual } from 'node:util';
import type { Holder } from '../../domain/holder.ts';
import type { Provider } from '../../domain/model.ts';
import { Problem } from '../../domain/problem.ts';
import { providerRecord } from '../../domain/records/provider.ts';
import { withFormerSlug, withSlug } from '../../domain/with-slug.ts';
import { checkEndpoint } from '../references.ts';
import { firstOf, type KindRules, type RulesContext } from './rules.ts';

/** Throws for a holder that is bound to providers. It can neither add another one nor remove its own. */
function requireWhole({ reach }: Holder, does = 'adds or removes one'): void {
  if (reach.isWhole) return;
  throw new Problem(
    'forbidden',
    `You are bound to providers. Only somebody with the whole installation ${does}.`,
  );
}

export function providerRules({
  holder,
  directory,
  visible,
  callers,
  add,
  save,
  now,
  someConsumerOf,
}: RulesContext): KindRules<'providers'> {
  /** Returns the id of a key, person, share link or block that belongs to the provider. */
  function boundTo(provider: string): string | undefined {
    for (const kind of ['keys', 'people'] as const)
      for (const { id, providers } of directory.all(kind)) if (providers?.includes(provider)) return id;
    for (const share of directory.all('shares')) if (share.provider === provider) return share.id;
    return firstOf(directory.blocksOf(provider));
  }

  return {
    async create(request) {
      requireWhole(holder);
      const provider = withSlug<Provider>(providerRecord.begin(request, now()), directory.all('providers'));
      await add('providers', provider);
      return provider;
    },

    /** Numbers are paid by the carriers' accounts of the whole installation. */
    patch(former, patch) {
      const { monthlyBudget = former.monthlyBudget } = patch;
      if (!isDeepStrictEqual(monthlyBudget, former.monthlyBudget))
        requireWhole(holder, 'sets `monthlyBudget`');
      return { ...former, ...patch };
    },

    keepSlug: (former, changed) => withFormerSlug(former, changed, directory.all('providers')),

    check({ id, defaultEndpoint }) {
      if (defaultEndpoint) checkEndpoint(visible, id, defaultEndpoint, '/defaultEndpoint');
    },

    /** A provider that masks callers has no number in its list of blocks either. */
    async afterChange({ id }) {
      for (const block of [...directory.blocksOf(id)]) {
        const caller = callers.maskCaller(id, block.caller);
        if (caller !== block.caller) await save('blocks', block, { ...block, caller });
      }
    },

    async neededBy({ id }) {
      requireWhole(holder);
      return (
        firstOf(directory.poolsOf(id)) ??
        firstOf(directory.sitesOf(id)) ??
        (await someConsumerOf(id)) ??
        boundTo(id)
      );
    },
  };
}
