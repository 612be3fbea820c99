-- @include "pool"
-- @include "rates"

-- At most this many links are ended, or sessions dropped from a link, by one request on the side. Each request
-- begins at most one link, so this is more than enough to keep up.
local SWEEP = 8

local function sessionGone(ledger, linkId, session, seen)
  if session == '' then return end
  redis.call('XADD', ledger, '*', 'type', 'gone', 'link', linkId, 'session', session, 'seen', seen)
end

--[[
  Ends a live link at `at`: its number rests from then on, unless it was withdrawn meanwhile. Its record stays for
  late calls and for the return of its session.
]]
local function endLink(pool, ledger, link, at, cause)
  local number = link.number
  redis.call('ZREM', pool .. ':live', number)
  redis.call('HSET', numberKey(pool, number), 'ended', at)
  if link.isBucket then
    redis.call('HINCRBY', pool, 'buckets', -1)
    local shown = redis.call('ZRANGE', shownKey(pool, number), 0, SWEEP - 1, 'WITHSCORES')
    for i = 1, #shown, 2 do sessionGone(ledger, link.id, shown[i], shown[i + 1]) end
    redis.call('UNLINK', shownKey(pool, number))
  end
  if link.withdrawn then
    redis.call('HINCRBY', pool, 'size', -1)
  else
    setFree(pool, number, link.country, link.area, at)
  end
  count(pool, at, 'ended')
  redis.call('XADD', ledger, '*', 'type', 'end', 'link', link.id, 'at', at, 'seen', link.seen, 'cause', cause)
  link.ended = at
end

-- Ends the longest expired links, at most `limit`; returns how many.
local function sweep(pool, ledger, now, limit)
  local expired = redis.call('ZRANGEBYSCORE', pool .. ':live', '-inf', text(now), 'LIMIT', '0', text(limit))
  for _, number in ipairs(expired) do
    local link = readLink(pool, number)
    endLink(pool, ledger, link, link.ends, 'expired')
  end
  return #expired
end

-- Drops sessions from a bucket link that gave no sign of life since `since`.
local function dropSilent(pool, ledger, link, since)
  local key = shownKey(pool, link.number)
  local silent = redis.call('ZRANGEBYSCORE', key, '-inf', since, 'WITHSCORES', 'LIMIT', 0, SWEEP)
  for i = 1, #silent, 2 do
    redis.call('ZREM', key, silent[i])
    sessionGone(ledger, link.id, silent[i], silent[i + 1])
  end
end
