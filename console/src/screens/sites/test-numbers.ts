/** Numbers of films, which nobody has. The demo has others. */
const FIRST = 141;
const LAST = 198;
const COUNT = 4;

/** Returns a few test numbers that are not among the numbers in use, in E.164. Returns fewer when most are in use. */
export function freeTestNumbers(used: readonly { number: string }[]): string[] {
  const taken = new Set(used.map(({ number }) => number));
  return Array.from({ length: LAST - FIRST + 1 }, (_, i) => `+12025550${FIRST + i}`)
    .filter((number) => !taken.has(number))
    .slice(0, COUNT);
}
