/** Attributes the calls of a played trace as the worker does, and compares with who made them. */
import { createFacts } from '../../src/attribution/facts.ts';
import { attribute } from '../../src/domain/attribute.ts';
import type { Attribution } from '../../src/domain/attribution.ts';
import type { Model } from '../../src/domain/attribution-facts.ts';
import type { Store } from '../../src/store/port.ts';
import { type Calibration, calibrationOf, mean, type Scored, togetherOf } from './calibration.ts';
import type { TrueCall } from './play.ts';

export type Scores = {
  session: Calibration;
  bucket: Calibration;
  /** Of all calls, and of the claimed ones the share that was right. */
  claimed: { share: number; precision: number };
};

/** A site's bucketing is all that the facts want of the directory. */
export const directory = {
  get: (kind: string) => (kind === 'sites' ? { bucketing: ['source'] } : undefined),
} as unknown as Parameters<typeof createFacts>[0]['directory'];

/** @param models by name, each of which is scored on the same calls */
export async function scoreModels<Name extends string>(
  store: Store,
  calls: readonly TrueCall[],
  models: Record<Name, Model>,
): Promise<Record<Name, Scores>> {
  const facts = createFacts({ store, directory });
  const told = new Map<Name, { attribution: Attribution; true: TrueCall }[]>();
  for (const true_ of calls) {
    const known = await facts.of(true_.call, new Date(0));
    for (const [name, model] of Object.entries(models) as [Name, Model][]) {
      const list = told.get(name) ?? [];
      list.push({ attribution: attribute({ ...known, model }), true: true_ });
      told.set(name, list);
    }
  }
  return Object.fromEntries([...told].map(([name, list]) => [name, scoresOf(list)])) as Record<Name, Scores>;
}

/** Those of several traces taken together. */
export function meanScores(scores: readonly Scores[]): Scores {
  return {
    session: togetherOf(scores.map(({ session }) => session)),
    bucket: togetherOf(scores.map(({ bucket }) => bucket)),
    claimed: {
      share: mean(scores.map(({ claimed }) => claimed.share)),
      precision: mean(scores.map(({ claimed }) => claimed.precision)),
    },
  };
}

function scoresOf(told: readonly { attribution: Attribution; true: TrueCall }[]): Scores {
  const session: Scored[] = [];
  const bucket: Scored[] = [];
  let claims = 0;
  let rightClaims = 0;
  for (const {
    attribution,
    true: { session: maker },
  } of told) {
    const best = attribution.candidates.find(({ to }) => to === 'session');
    if (best) session.push({ confidence: best.probability, isRight: best.session === maker?.id });
    const share = attribution.buckets[0];
    if (share) bucket.push({ confidence: share.probability, isRight: share.bucket.source === maker?.bucket });
    if (attribution.to !== 'session') continue;
    claims += 1;
    if (attribution.session === maker?.id) rightClaims += 1;
  }
  return {
    session: calibrationOf(session),
    bucket: calibrationOf(bucket),
    claimed: { share: claims / told.length, precision: claims ? rightClaims / claims : 0 },
  };
}
