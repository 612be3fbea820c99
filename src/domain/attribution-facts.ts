import type { Call } from './call.ts';
import type { Caller } from './confidence/evidence.ts';
import type { Hazards } from './confidence/hazards.ts';
import type { Holder } from './confidence/holder.ts';
import type { LinkRecord } from './ledger.ts';

/** Hazards to reckon with. `version` null: the published prior. */
export type Model = { version: number | null; hazards: Hazards };

/** All that a call's attribution depends on. */
export type AttributionFacts = {
  call: Call;
  /** Those whom the number had been shown to, the latest first. */
  holders: readonly Holder[];
  /** There were more, before these. */
  isCut: boolean;
  /** The bucket's link that the number had last, and why it was given. */
  link: LinkRecord | null;
  caller: Caller;
  model: Model;
  /** A session is named from this confidence on. */
  claimAt: number;
  madeAt: Date;
};
