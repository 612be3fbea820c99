import type { Attribution } from '../domain/attribution.ts';

/** Of one call's attributions, the latest added first: the one that no other replaces. */
export function effective(attributions: readonly Attribution[]): Attribution | null {
  const replaced = new Set(attributions.map((attribution) => attribution.replaces));
  return attributions.find((attribution) => !replaced.has(attribution.id)) ?? null;
}
