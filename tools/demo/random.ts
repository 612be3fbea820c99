/** A seeded random generator (mulberry32) and its distributions. */
export function randomFrom(seed: number) {
  let state = seed >>> 0;
  function uniform(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    exponential: (mean: number) => -mean * Math.log(1 - uniform()),
    logNormal: (median: number, sigma: number) => median * Math.exp(sigma * normal()),
    /** Draws the index of a weight, in proportion to the weights. */
    pick(weights: readonly number[]): number {
      let rest = uniform() * weights.reduce((sum, weight) => sum + weight, 0);
      for (const [i, weight] of weights.entries()) {
        rest -= weight;
        if (rest < 0) return i;
      }
      return weights.length - 1;
    },
  };
}

export type Random = ReturnType<typeof randomFrom>;
