--[[
  Ends expired links of a pool that nobody asks for.

  KEYS[1]  ledger
  KEYS[2]  pool
  ARGV[1]  now      empty, or a test's time
  ARGV[2]  limit    at most this many

  Reply: how many ended.
]]
-- @include "clock"
-- @include "ending"

return sweep(KEYS[2], KEYS[1], clock(ARGV[1]), tonumber(ARGV[2]))
