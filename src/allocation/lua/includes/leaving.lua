-- @include "clock"
-- @include "ending"

-- Takes a session off a link that sessions share. The link ends with its last session. Returns how many links ended.
local function leaveShared(pool, ledger, link, session, now)
  local key = shownKey(pool, link.number)
  local seen = redis.call('ZSCORE', key, session)
  if not seen then return 0 end
  redis.call('ZREM', key, session)
  load(pool, link, session, -1)
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
