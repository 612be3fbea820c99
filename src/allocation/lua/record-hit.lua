--[[
  Records a hit of a session. Only a session that has requested a number counts as active, so an invented session cannot
  raise the count.

  Its keys and arguments are declared in engine/link-scripts.ts. The reply is 1, or 0 when the client has reached its limit.
]]
-- @include "clock"
-- @include "pool"
-- @include "rates"

local now = clock(ARGV.now)
local site, session = ARGV.site, ARGV.session
local rateLimit = tonumber(ARGV.rateLimit)
if rateLimit > 0 and countRequest(KEYS.callerRate) > rateLimit then return 0 end
redis.call('ZADD', activeKey(KEYS.active, scopeOf(ARGV.countedBy, site)), 'XX', now, activeMember(site, session))
redis.call('XADD', KEYS.ledger, '*', 'type', ENTRY.hit, 'at', now, 'site', site, 'session', session, 'hit', ARGV.hit,
  'page', ARGV.page)
return 1
