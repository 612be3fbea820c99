/** The channel on which allocation scripts announce each link that starts. */
export const LINKS_CHANNEL = 'ringtrail:links';
/** The channel on which the claims of calls are announced. */
export const CLAIMS_CHANNEL = 'ringtrail:claims';

/**
 * A provider's keys in Redis. All keys of a provider share a hash tag. So one script can count its active sessions and
 * allocate a number of any of its pools in one step, also on a Redis Cluster.
 */
export const keys = {
  active: (provider: string) => `{${provider}}:active`,
  early: (provider: string) => `{${provider}}:early`,
  ledger: (provider: string) => `{${provider}}:ledger`,
  pool: (provider: string, pool: string) => `{${provider}}:${pool}`,
  rate: (provider: string, counted: 'allocations' | 'renewals' | 'hits', caller: string) =>
    `{${provider}}:rate:${counted}:${caller}`,
  reached: (provider: string, caller: string) => `{${provider}}:reached:${caller}`,
  claim: (provider: string, carrier: string, carrierCallId: string) =>
    `{${provider}}:call:${carrier}:${carrierCallId}`,
};
