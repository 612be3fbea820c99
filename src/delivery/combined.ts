/** The code of a skipped delivery that went out with another one. */
export const COMBINED = 'combined';
