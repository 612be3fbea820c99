/** The calibration of confidences: how often claims are right, beside the confidence that they state. */
import { randomFrom } from '../../tools/demo/random.ts';

export type Scored = { confidence: number; isRight: boolean };

export type Calibration = {
  calls: number;
  /** The share of claims that were right. */
  accuracy: number;
  /** Expected calibration error over ten bins of equal width. */
  ece: number;
  /** The mean error of claims that are right exactly as often as their confidence says. */
  chance: number;
  brier: number;
  /** Brier's score of a constant confidence that equals the accuracy. */
  brierOfAccuracy: number;
  bins: Bin[];
};

export type Bin = { confidence: number; right: number; calls: number };

const BINS = 10;
/** The error by chance is a mean of this number of draws. */
const DRAWS = 50;

export function calibrationOf(scored: readonly Scored[]): Calibration {
  const bins = binsOf(scored);
  const accuracy = mean(scored.map(({ isRight }) => Number(isRight)));
  return {
    calls: scored.length,
    accuracy,
    ece: errorOf(bins),
    chance: chanceOf(scored),
    brier: mean(scored.map(({ confidence, isRight }) => (confidence - Number(isRight)) ** 2)),
    brierOfAccuracy: accuracy * (1 - accuracy),
    bins,
  };
}

/** Combines several calibrations: the means of their figures, and bins with the calls of all. */
export function combinedOf(calibrations: readonly Calibration[]): Calibration {
  const meanOf = (figure: (one: Calibration) => number) => mean(calibrations.map(figure));
  return {
    calls: calibrations.reduce((sum, { calls }) => sum + calls, 0),
    accuracy: meanOf(({ accuracy }) => accuracy),
    ece: meanOf(({ ece }) => ece),
    chance: meanOf(({ chance }) => chance),
    brier: meanOf(({ brier }) => brier),
    brierOfAccuracy: meanOf(({ brierOfAccuracy }) => brierOfAccuracy),
    bins: Array.from({ length: BINS }, (_, i) => {
      const bins = calibrations.flatMap(({ bins }) => bins[i] ?? []);
      const calls = bins.reduce((sum, bin) => sum + bin.calls, 0);
      const weighed = (figure: (bin: Bin) => number) =>
        calls === 0 ? 0 : bins.reduce((sum, bin) => sum + bin.calls * figure(bin), 0) / calls;
      return {
        confidence: weighed(({ confidence }) => confidence),
        right: weighed(({ right }) => right),
        calls,
      };
    }),
  };
}

function binsOf(scored: readonly Scored[]): Bin[] {
  return Array.from({ length: BINS }, (_, i) =>
    scored.filter(({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === i),
  ).map((bin) => ({
    confidence: mean(bin.map(({ confidence }) => confidence)),
    right: mean(bin.map(({ isRight }) => Number(isRight))),
    calls: bin.length,
  }));
}

function errorOf(bins: readonly Bin[]): number {
  const calls = bins.reduce((sum, bin) => sum + bin.calls, 0);
  return bins.reduce((sum, bin) => sum + (bin.calls / calls) * Math.abs(bin.confidence - bin.right), 0);
}

function chanceOf(scored: readonly Scored[]): number {
  const { uniform } = randomFrom(scored.length);
  const draw = () =>
    errorOf(binsOf(scored.map(({ confidence }) => ({ confidence, isRight: uniform() < confidence }))));
  return mean(Array.from({ length: DRAWS }, draw));
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
