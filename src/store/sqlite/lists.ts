/** Matches the values of a JSON array that is one parameter. */
export const IN_LIST = 'IN (SELECT value FROM json_each(?))';

/** Matches the pairs of site and session of a JSON array of `SessionKey` that is one parameter. */
export const IN_SESSIONS = `IN (SELECT value ->> 'site', value ->> 'session' FROM json_each(?))`;
