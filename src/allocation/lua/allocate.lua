--[[
  Allocates a number to a page by the policy `threshold`. One step counts the active sessions, selects session or bucket,
  walks down the ladder, links the number and adds the entry to the ledger.

  Its keys, arguments and reply are declared in engine/link-scripts.ts.
]]
-- @include "ladder"

local reserve
threshold, reserve = limitsOf(size, ARGV.threshold, ARGV.otherNumbers, ARGV.reserve)

noteBrought()

-- A session leaves the reserve to buckets. Expired links that no request has ended yet count as free numbers.
local function leavesReserve()
  if reserve == 0 then return false end
  local reserved = math.max(0, reserve - tonumber(liveBuckets or 0))
  local missing = reserved - redis.call('ZCARD', freeKey(pool, country))
  return missing >= 0 and redis.call('ZCOUNT', pool .. ':live', '-inf', now) <= missing
end

local isBucket = selectsBucket(pool, scope, activeSessions, threshold, ARGV.boundary, tonumber(ARGV.hysteresis))
for _, rung in ipairs(rungs(isBucket, session, isGuarded, held >= cap)) do
  local leaves = rung.keyedBy == RUNG.session and leavesReserve
  local link = linkFor(rung.keyedBy, combinationOf(rung), rung.reason, takeRested, leaves)
  if link then return reply(rung.keyedBy, rung.reason, link.number, link.id, link.ends, link.began) end
end
return withoutLink()
