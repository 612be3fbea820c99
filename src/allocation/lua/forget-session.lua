--[[
  Forgets a session. Its live links end, and the numbers' last links no longer name it. Late calls still reach the
  endpoint.

  Its keys and arguments are declared in engine/link-scripts.ts. The reply is how many traces of the session it removed.
]]
-- @include "clock"
-- @include "leaving"

local active, ledger, pool = KEYS.active, KEYS.ledger, KEYS.pool
local site = ARGV.site
local now = clock(ARGV.now)
local member = activeMember(site, ARGV.session)
local traces = redis.call('ZREM', active, member) + redis.call('ZREM', activeKey(active, site), member)

for _, visit in ipairs(cjson.decode(ARGV.visits)) do
  local number = redis.call('HGET', pool .. ':combinations', visit.combination)
  local link = number and readLink(pool, number)
  if link and link.isShared and link.ended == 0 then leaveShared(pool, ledger, link, ARGV.session, now) end
  if number then redis.call('ZREM', guestsKey(pool, number), visit.combination) end
  if link and link.combination == visit.combination then
    if link.ended == 0 and not link.isShared then endLink(pool, ledger, link, math.min(now, link.ends), CAUSE.left) end
    if link.ended ~= 0 then forgetLink(pool, link) end
    redis.call('HSET', numberKey(pool, number), 'combination', visit.withoutSession, 'visitor', '')
  end
  if number then
    redis.call('HDEL', pool .. ':combinations', visit.combination)
    traces = traces + 1
  end
end
return traces
