--[[
  Ends expired links of a pool that no request has ended, at most `limit`.

  Its keys and arguments are declared in engine/upkeep.ts. The reply is how many links ended.
]]
-- @include "clock"
-- @include "ending"

return sweep(KEYS.pool, KEYS.ledger, clock(ARGV.now), tonumber(ARGV.limit))
