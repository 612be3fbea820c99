-- @include "ending"

-- The ledger is told of a link that lives on this often, not of each renewal: they would drown it.
local TELL_EVERY = 300000

-- A sign of life on a live link: it lives for `hold` from now.
local function renewLink(pool, ledger, link, now, hold)
  link.seen = now
  link.ends = now + hold
  local ends = text(link.ends)
  redis.call('HSET', numberKey(pool, link.number), 'seen', text(now), 'until', ends)
  redis.call('ZADD', pool .. ':live', ends, link.number)
  if now - link.told >= TELL_EVERY then
    redis.call('HSET', numberKey(pool, link.number), 'told', now)
    redis.call('XADD', ledger, '*', 'type', 'seen', 'link', link.id, 'at', now)
  end
  if link.isBucket then dropSilent(pool, ledger, link, now - hold) end
end

-- A sign of life of a session for the count of active ones; forgets some that are long silent. Returns whether there are
-- no more of those.
local function signOfLife(active, member, now, activeMs)
  redis.call('ZADD', active, text(now), member)
  local silent = redis.call('ZRANGEBYSCORE', active, '-inf', text(now - activeMs - 1), 'LIMIT', '0', text(SWEEP))
  if #silent > 0 then redis.call('ZREM', active, unpack(silent)) end
  return #silent < SWEEP
end
