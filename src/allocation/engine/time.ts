/** Returns a test's time in milliseconds, or null: scripts then take Redis' own. */
export type Time = () => number | null;

export const redisTime: Time = () => null;
