/** How well confidences keep their word. */

export type Scored = { confidence: number; isRight: boolean };

export type Calibration = {
  calls: number;
  /** The share of claims that were right. */
  accuracy: number;
  /** Expected calibration error over ten bins of equal width. */
  ece: number;
  brier: number;
  /** Brier's score of somebody who always says the accuracy. */
  brierOfAccuracy: number;
  bins: { confidence: number; right: number; calls: number }[];
};

const BINS = 10;

export function calibrationOf(scored: readonly Scored[]): Calibration {
  const bins = Array.from({ length: BINS }, (_, i) =>
    scored.filter(({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === i),
  ).map((bin) => ({
    confidence: mean(bin.map(({ confidence }) => confidence)),
    right: mean(bin.map(({ isRight }) => Number(isRight))),
    calls: bin.length,
  }));
  const accuracy = mean(scored.map(({ isRight }) => Number(isRight)));
  return {
    calls: scored.length,
    accuracy,
    ece: bins.reduce(
      (sum, bin) => sum + (bin.calls / scored.length) * Math.abs(bin.confidence - bin.right),
      0,
    ),
    brier: mean(scored.map(({ confidence, isRight }) => (confidence - Number(isRight)) ** 2)),
    brierOfAccuracy: accuracy * (1 - accuracy),
    bins,
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
