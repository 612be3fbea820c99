/** Attributes the calls of a played trace like the worker, and compares the results with the true callers. */
import { createFacts } from '../../src/attribution/facts.ts';
import { attribute } from '../../src/domain/attribute.ts';
import type { Attribution } from '../../src/domain/attribution.ts';
import type { HazardModel } from '../../src/domain/attribution-facts.ts';
import type { Store } from '../../src/store/port.ts';
import { type Calibration, calibrationOf, combinedOf, mean, type Scored } from './calibration.ts';
import type { TrueCall } from './play.ts';

export type Scores = {
  session: Calibration;
  bucket: Calibration;
  /** `share`: the claimed calls among all. `precision`: the right ones among the claimed. */
  claimed: { share: number; precision: number };
};

/** The facts read a site's bucketing from the directory and nothing else. */
export const directory = {
  get: (kind: string) => (kind === 'sites' ? { bucketing: ['source'] } : undefined),
} as unknown as Parameters<typeof createFacts>[0]['directory'];

/** Scores each model on the same calls. Returns the scores by the models' names. */
export async function scoreModels<Name extends string>(
  store: Store,
  calls: readonly TrueCall[],
  models: Record<Name, HazardModel>,
): Promise<Record<Name, Scores>> {
  const facts = createFacts({ store, directory, now: () => new Date() });
  const attributed = new Map<Name, { attribution: Attribution; true: TrueCall }[]>();
  for (const true_ of calls) {
    const known = await facts.of(true_.call, new Date(0));
    for (const [name, model] of Object.entries(models) as [Name, HazardModel][]) {
      const list = attributed.get(name) ?? [];
      list.push({ attribution: attribute({ ...known, model }), true: true_ });
      attributed.set(name, list);
    }
  }
  return Object.fromEntries([...attributed].map(([name, list]) => [name, scoresOf(list)])) as Record<
    Name,
    Scores
  >;
}

/** Combines the scores of several traces. */
export function meanScores(scores: readonly Scores[]): Scores {
  return {
    session: combinedOf(scores.map(({ session }) => session)),
    bucket: combinedOf(scores.map(({ bucket }) => bucket)),
    claimed: {
      share: mean(scores.map(({ claimed }) => claimed.share)),
      precision: mean(scores.map(({ claimed }) => claimed.precision)),
    },
  };
}

function scoresOf(attributed: readonly { attribution: Attribution; true: TrueCall }[]): Scores {
  const session: Scored[] = [];
  const bucket: Scored[] = [];
  let claims = 0;
  let rightClaims = 0;
  for (const {
    attribution,
    true: { session: maker },
  } of attributed) {
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
    claimed: { share: claims / attributed.length, precision: claims ? rightClaims / claims : 0 },
  };
}
