--[[
  Takes a session off a link when its page is closed. A session link ends at once, a bucket link with its last session.

  Its keys and arguments are declared in engine/link-scripts.ts. The reply is the number of links that ended.
]]
-- @include "clock"
-- @include "ending"
-- @include "live"
-- @include "rates"

local ledger, pool, session = KEYS.ledger, KEYS.pool, ARGV.session
local now = clock(ARGV.now)
if isOverLimit(KEYS.callerRate, tonumber(ARGV.rateLimit)) then return 0 end

local function leaveBucket(link)
  local key = shownKey(pool, link.number)
  local seen = redis.call('ZSCORE', key, session)
  if not seen then return 0 end
  redis.call('ZREM', key, session)
  -- The goodbye is the session's last sign of life.
  sessionGone(ledger, link.id, session, now)
  local latest = redis.call('ZREVRANGE', key, 0, 0, 'WITHSCORES')
  local ends = #latest > 0 and math.min(link.ends, tonumber(latest[2]) + link.ends - link.seen) or now
  if ends > now then
    redis.call('HSET', numberKey(pool, link.number), 'until', ends, 'seen', latest[2])
    redis.call('ZADD', pool .. ':live', ends, link.number)
    return 0
  end
  endLink(pool, ledger, link, now, CAUSE.left)
  return 1
end

local link = readLink(pool, ARGV.number)
if not isLive(link, now) or link.id ~= ARGV.link then return 0 end
local _, _, site, key = partsOf(link.combination)
if site ~= ARGV.site then return 0 end
if link.isBucket then return leaveBucket(link) end
if key ~= session then return 0 end
endLink(pool, ledger, link, now, CAUSE.left)
return 1
