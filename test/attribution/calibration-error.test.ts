import { describe, expect, it } from 'vitest';
import { calibrationOf, combinedOf, type Scored } from '../../bench/attribution/calibration.ts';
import { randomFrom } from '../../tools/demo/random.ts';

const { uniform } = randomFrom(5);

/** Returns claims with confidences from 0.5 to 1, each right with its confidence plus an excess. */
function claims(count: number, more: number): Scored[] {
  return Array.from({ length: count }, () => {
    const confidence = 0.5 + uniform() * 0.4;
    return { confidence, isRight: uniform() < confidence + more };
  });
}

describe('the expected calibration error', () => {
  it('is small for calibrated confidences, and smaller the more calls there are', () => {
    const true_ = combinedOf(Array.from({ length: 20 }, () => calibrationOf(claims(1000, 0))));
    expect(true_.calls).toBe(20_000);
    expect(true_.ece / true_.chance).toBeGreaterThan(0.8);
    expect(true_.ece / true_.chance).toBeLessThan(1.25);
    expect(calibrationOf(claims(20_000, 0)).chance).toBeLessThan(true_.chance / 3);
  });

  it('is the difference of confidences that are too high or too low', () => {
    for (const more of [-0.1, 0.1]) {
      const wrong = calibrationOf(claims(20_000, more));
      expect(wrong.ece).toBeCloseTo(0.1, 1.7);
      expect(wrong.chance).toBeLessThan(0.02);
    }
  });

  it('of several traces is their mean: errors of opposite sign do not cancel', () => {
    const [high, low] = [calibrationOf(claims(5000, -0.1)), calibrationOf(claims(5000, 0.1))];
    const both = combinedOf([high, low]);
    expect(both.ece).toBeCloseTo((high.ece + low.ece) / 2, 6);
    // Both traces have calls in each bin.
    for (const [i, bin] of both.bins.entries()) {
      expect(bin.calls).toBe((high.bins[i]?.calls ?? 0) + (low.bins[i]?.calls ?? 0));
      expect(Math.abs(bin.confidence - bin.right)).toBeLessThan(0.05);
    }
  });
});
