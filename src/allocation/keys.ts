/**
 * Names of what a provider has in Redis. All of one provider share a hash tag, so that one script can count its
 * active sessions and give out a number in one step, on a cluster too.
 */
export const keys = {
  active: (provider: string) => `{${provider}}:active`,
  ledger: (provider: string) => `{${provider}}:ledger`,
  pool: (provider: string, pool: string) => `{${provider}}:${pool}`,
  rate: (provider: string, what: 'allocations' | 'hits', caller: string) =>
    `{${provider}}:rate:${what}:${caller}`,
  claim: (provider: string, carrier: string, carrierCallId: string) =>
    `{${provider}}:call:${carrier}:${carrierCallId}`,
};
