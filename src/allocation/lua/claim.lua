--[[
  Replaces the claim of a call by the answer that the call got. Replies 0 when an earlier claim stands: another gateway had
  answered the call before. A question that Redis answered too late has a later claim.

  Its keys, arguments and reply are declared in engine/resolution.ts.
]]
-- @include "claims"

local at = tonumber(ARGV.atPlace)
local known = redis.call('GET', KEYS.claim)
if known and cjson.decode(known)[at] < cjson.decode(ARGV.claim)[at] - tonumber(ARGV.clockMs) then return 0 end
saveClaim(KEYS.claim, ARGV.claim, ARGV.claimMs)
return 1
