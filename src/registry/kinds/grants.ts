import type { Holder } from '../../domain/holder.ts';
import type { Person, Scope } from '../../domain/model.ts';
import { misfit, Problem } from '../../domain/problem.ts';
import { scopesOfRole } from '../../domain/role.ts';
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

/** Throws where the person has more rights than the holder, who must not take them away or take them over. */
export function requirePower(
  holder: Holder,
  { role, seesCallers }: Pick<Person, 'role' | 'seesCallers'>,
): void {
  if (lackingScopes(holder, scopesOfRole(role, seesCallers ?? false)).length > 0)
    throw new Problem('forbidden', 'This person may do more than you.');
}
