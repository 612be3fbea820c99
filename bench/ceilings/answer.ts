/** The constant answer of the ceilings, as long as a real allocation. */
export const ANSWER = {
  number: '+12025550100',
  national: '(202) 555-0100',
  keyedBy: 'session',
  reason: 'within_threshold',
  link: 'lnk_1m85dbrb9nmnpb9x_e304yd14zh_12025550100',
  expiresAt: '2026-01-01T00:02:00.000Z',
  renewAfterSeconds: 30,
};
