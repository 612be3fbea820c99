import type { Attribution } from '../domain/attribution.ts';

/** Returns the attribution that no other one replaces, from those of one call, the last added first. */
export function currentAttribution(attributions: readonly Attribution[]): Attribution | null {
  const replaced = new Set(attributions.map((attribution) => attribution.replaces));
  return attributions.find((attribution) => !replaced.has(attribution.id)) ?? null;
}
