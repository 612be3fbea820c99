export const office = { endpoint: 'end_…', number: '+12025550199', national: '(202) 555-0199' };
