import type { Fit } from '../../domain/confidence/hazards.ts';

/** The hazards that were fitted to a provider's calls, one version after the other. */
export interface Fits {
  /** Adds the fit. Returns false, and changes nothing, when the provider has this version. */
  add(fit: Fit): Promise<boolean>;
  latest(provider: string): Promise<Fit | null>;
  /** Removes all fits of the provider. */
  removeOf(provider: string): Promise<void>;
}
