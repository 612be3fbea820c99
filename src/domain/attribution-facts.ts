import type { Call } from './call.ts';
import type { CallerFacts } from './confidence/evidence.ts';
import type { Hazards } from './confidence/hazards.ts';
import type { Holder } from './confidence/holder.ts';
import type { LinkRecord } from './ledger.ts';

/** The hazards of a provider. `version` is null for the prior. */
export type HazardModel = { version: number | null; hazards: Hazards };

/** The facts that a call's attribution depends on. */
export type AttributionFacts = {
  call: Call;
  /** The sessions that the number was shown to before the call, the latest first. */
  holders: readonly Holder[];
  /** There were more holders before these. */
  isCut: boolean;
  /** The last link of the number, if it was a bucket's. Its reason is part of the evidence. */
  link: LinkRecord | null;
  caller: CallerFacts;
  model: HazardModel;
  /** A session is named from this confidence on. */
  claimAt: number;
  madeAt: Date;
};
