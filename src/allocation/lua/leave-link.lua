--[[
  Takes a session off a link when its page is closed. A session link ends at once, a link that sessions share
  with its last session.

  Its keys and arguments are declared in engine/link-scripts.ts. The reply is the number of links that ended.
]]
-- @include "clock"
-- @include "leaving"
-- @include "live"
-- @include "rates"

local ledger, pool, session = KEYS.ledger, KEYS.pool, ARGV.session
local now = clock(ARGV.now)
if isOverLimit(KEYS.callerRate, tonumber(ARGV.rateLimit)) then return 0 end

local link = readLink(pool, ARGV.number)
if not isLive(link, now) or link.id ~= ARGV.link then return 0 end
local _, _, site, key = partsOf(link.combination)
if site ~= ARGV.site then return 0 end
if link.isShared then return leaveShared(pool, ledger, link, session, now) end
if key ~= session then return 0 end
endLink(pool, ledger, link, now, CAUSE.left)
return 1
