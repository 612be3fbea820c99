import type { Holder } from '../../domain/holder.ts';
import type { Scope } from '../../domain/model.ts';
import { misfit } from '../../domain/problem.ts';
import { referred } from '../references.ts';
import type { RulesContext } from './rules.ts';

/** Throws where the providers of a new right are not those of the holder who grants it. @param providers null for all */
export function checkProviders(
  { holder, visible }: Pick<RulesContext, 'holder' | 'visible'>,
  providers: readonly string[] | null,
): void {
  for (const [i, provider] of (providers ?? []).entries())
    referred(visible, 'providers', provider, `/providers/${i}`);
  if (!holder.reach.includes(providers))
    throw misfit([{ pointer: '/providers', detail: 'must name providers, and only those that you have' }]);
}

/** Returns the scopes that the holder cannot grant, since it lacks them. */
export function lackingScopes({ scopes }: Holder, granted: Iterable<Scope>): Scope[] {
  return [...granted].filter((one) => !scopes.has(one));
}
