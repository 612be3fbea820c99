--[[
  Ends all links of a session on a site when its page is closed. A link that sessions share ends with its last session.
  Bucket links stay: other sessions may see them.

  Its keys and arguments are declared in engine/link-scripts.ts. The reply is the number of links that ended.
]]
-- @include "clock"
-- @include "leaving"
-- @include "live"
-- @include "rates"

local ledger, pool = KEYS.ledger, KEYS.pool
local now = clock(ARGV.now)
if isOverLimit(KEYS.callerRate, tonumber(ARGV.rateLimit)) then return 0 end
local ended = 0
for _, combination in ipairs(cjson.decode(ARGV.combinations)) do
  local number = redis.call('HGET', pool .. ':combinations', combination)
  local link = number and readLink(pool, number)
  if isLive(link, now) then
    local _, _, _, session = partsOf(combination)
    if link.isShared then
      ended = ended + leaveShared(pool, ledger, link, session, now)
    elseif link.combination == combination then
      endLink(pool, ledger, link, now, CAUSE.left)
      ended = ended + 1
    end
  end
end
return ended
