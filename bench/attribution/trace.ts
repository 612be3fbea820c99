/**
 * Visitors and calls of a simulated site: log-normal visits of three classes of intent, buckets by Zipf's law, calls from
 * the open page and after it, and calls of callers without a session. All draws depend on the seed alone.
 */
import { PUBLISHED } from '../../src/domain/confidence/prior.ts';
import { type Random, randomFrom } from '../../tools/demo/random.ts';

/** Seconds from the end of a visit to a call after it. */
export type DelayLaw = (random: Random) => number;

export const DELAY_LAWS = {
  /** Uniform on the logarithm of time between the prior's knots: the law that the prior assumes. */
  uis: (random) => betweenKnots(random.uniform()),
  /** Pessimistic: half of the calls come after half an hour. */
  base: (random) => random.logNormal(1800, 2),
  /** Optimistic: the mean is ten minutes. */
  exponential: (random) => random.exponential(600),
} satisfies Record<string, DelayLaw>;

export type TraceOptions = {
  seed: number;
  law: keyof typeof DELAY_LAWS;
  /** The share of callers who call from the open page. */
  openShare: number;
  /** Visitors a second. */
  arrivals: number;
  /** The trace's length in seconds. */
  seconds: number;
};

export type Session = {
  id: string;
  bucket: string;
  /** The class by the site's own score, which is not always right. */
  intent: string;
  begins: number;
  /** The time at which the gateway notices that the page is closed. */
  ends: number;
  /** The time of its call. Null for a session that never calls. */
  calls: number | null;
};

const CLASSES = [
  { name: 'cold', weight: 60, calls: 0.005, longer: 0.8 },
  { name: 'warm', weight: 30, calls: 0.04, longer: 1.2 },
  { name: 'hot', weight: 10, calls: 0.2, longer: 1.6 },
] as const;
/** The probability that the score names the true class. Otherwise it names one of the others. */
const SCORE_RIGHT = 0.7;
const VISIT_SECONDS = 210;
const VISIT_SIGMA = 1.2;
const BUCKETS = 40;
/** The gateway notices a fifth of the ends this late. */
const LATE_END_SECONDS = 45;
const LATE_ENDS = 0.2;
export const NOISE = 0.03;

/** The mean time for which the gateway sees a page open. */
export const MEAN_VISIT =
  VISIT_SECONDS *
    (CLASSES.reduce((sum, { weight, longer }) => sum + weight * longer, 0) /
      CLASSES.reduce((sum, { weight }) => sum + weight, 0)) +
  LATE_ENDS * LATE_END_SECONDS;

/** Returns how many times as often as the mean the sessions of a scored intent call. A fit finds about these weights. */
export function intentWeights(): Record<string, number> {
  const share = (scored: string, name: string) => (scored === name ? SCORE_RIGHT : (1 - SCORE_RIGHT) / 2);
  const total = CLASSES.reduce((sum, { weight }) => sum + weight, 0);
  const mean = CLASSES.reduce((sum, { weight, calls }) => sum + weight * calls, 0) / total;
  return Object.fromEntries(
    CLASSES.map(({ name: scored }) => {
      const weights = CLASSES.map(
        ({ name, weight, calls }) => [weight * share(scored, name), calls] as const,
      );
      const sessions = weights.reduce((sum, [weight]) => sum + weight, 0);
      return [scored, weights.reduce((sum, [weight, calls]) => sum + weight * calls, 0) / sessions / mean];
    }),
  );
}

export function drawSessions({ seed, law, openShare, arrivals, seconds }: TraceOptions): Session[] {
  const random = randomFrom(seed);
  const scoring = randomFrom(seed + 2);
  const zipf = Array.from({ length: BUCKETS }, (_, i) => 1 / (i + 1));
  const weights = CLASSES.map(({ weight }) => weight);
  const sessions: Session[] = [];
  for (let at = random.exponential(1 / arrivals); at < seconds; at += random.exponential(1 / arrivals)) {
    const of = CLASSES[random.pick(weights)] ?? CLASSES[0];
    const length =
      random.logNormal(VISIT_SECONDS * Math.exp(-(VISIT_SIGMA ** 2) / 2), VISIT_SIGMA) * of.longer;
    const others = CLASSES.filter((one) => one !== of);
    const scored = scoring.uniform() < SCORE_RIGHT ? of : others[scoring.pick(others.map(() => 1))];
    const intent = (scored ?? of).name;
    const bucket = `source-${random.pick(zipf)}`;
    const ends = at + length + (random.uniform() < LATE_ENDS ? LATE_END_SECONDS : 0);
    const doesCall = random.uniform() < of.calls;
    const isOpen = random.uniform() < openShare;
    const calls = doesCall
      ? at + (isOpen ? random.uniform() * length : length + DELAY_LAWS[law](random))
      : null;
    sessions.push({ id: `s${sessions.length}`, bucket, intent, begins: at, ends, calls });
  }
  return sessions;
}

function betweenKnots(share: number): number {
  const { knots } = PUBLISHED;
  const i = knots.findIndex(([, reached]) => share < reached);
  const [begins, before] = knots[i - 1] ?? [1, 0];
  const [ends, reached] = knots[i] ?? [1, 1];
  return begins * (ends / begins) ** ((share - before) / (reached - before));
}
