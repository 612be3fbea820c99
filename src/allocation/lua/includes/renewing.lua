-- @include "ending"

-- A sign of life on a live link: it lives for `hold` from now.
local function renewLink(pool, ledger, link, now, hold)
  link.seen = now
  link.ends = now + hold
  redis.call('HSET', numberKey(pool, link.number), 'seen', now, 'until', link.ends)
  redis.call('ZADD', pool .. ':live', link.ends, link.number)
  if link.by == 'bucket' then dropSilent(pool, ledger, link, now - hold) end
end

-- A sign of life of a session for the count of active ones; forgets some that are long silent.
local function signOfLife(active, member, now, activeMs)
  redis.call('ZADD', active, now, member)
  local silent = redis.call('ZRANGEBYSCORE', active, '-inf', now - activeMs - 1, 'LIMIT', 0, SWEEP)
  if #silent > 0 then redis.call('ZREM', active, unpack(silent)) end
end
