-- @include "holders"
-- @include "owners"
-- @include "pool"
-- @include "rates"

-- A request ends at most this many links, and drops at most this many sessions, beside its own work. A request starts
-- at most one link, so requests keep up with the links that expire.
local SWEEP = 8

-- Adds the end of a session's showing to the ledger.
local function sessionGone(ledger, linkId, session, seen)
  if session == '' then return end
  redis.call('XADD', ledger, '*', 'type', ENTRY.gone, 'link', linkId, 'session', session, 'seen', seen)
end

--[[
  Ends a live link at the time `at`. Its number rests from then on, unless it has been withdrawn. The number's record
  keeps the link for late calls and for a session that returns.
]]
local function endLink(pool, ledger, link, at, cause)
  local number = link.number
  redis.call('ZREM', pool .. ':live', number)
  redis.call('HSET', numberKey(pool, number), 'ended', at)
  if link.by then
    redis.call('HDEL', numberKey(pool, number), 'by')
    charge(pool, link.by, -1)
  end
  if link.isBucket then redis.call('HINCRBY', pool, 'buckets', -1) end
  if link.busy then redis.call('ZREM', busyKey(pool, link.busy), number) end
  if link.isShared then
    local shown = redis.call('ZRANGE', shownKey(pool, number), 0, SWEEP - 1, 'WITHSCORES')
    for i = 1, #shown, 2 do sessionGone(ledger, link.id, shown[i], shown[i + 1]) end
    redis.call('UNLINK', shownKey(pool, number), weightsKey(pool, number))
  end
  if link.withdrawn then
    redis.call('HINCRBY', pool, 'size', -1)
    disown(pool, number, link.country, link.owner)
  else
    setFree(pool, number, link.country, link.area, at, link.owner, link.weight)
  end
  count(pool, at, 'ended')
  redis.call('XADD', ledger, '*', 'type', ENTRY.ended, 'link', link.id, 'at', at, 'seen', link.seen, 'cause', cause)
  link.ended = at
end

-- Ends the links that expired first, at most `limit`, and returns how many.
local function sweep(pool, ledger, now, limit)
  local expired = redis.call('ZRANGEBYSCORE', pool .. ':live', '-inf', text(now), 'LIMIT', '0', text(limit))
  for _, number in ipairs(expired) do
    local link = readLink(pool, number)
    endLink(pool, ledger, link, link.ends, CAUSE.expired)
  end
  return #expired
end

-- Adds the session to the load of a number that sessions share, or takes it off with the sign -1.
local function load(pool, link, session, sign)
  if not link.busy then return end
  local weight = tonumber(redis.call('HGET', weightsKey(pool, link.number), session) or 1)
  redis.call('ZINCRBY', busyKey(pool, link.busy), sign * weight, link.number)
end

-- Drops sessions without a sign of life since `since` from a link that sessions share.
local function dropSilent(pool, ledger, link, since)
  local key = shownKey(pool, link.number)
  local silent = redis.call('ZRANGEBYSCORE', key, '-inf', since, 'WITHSCORES', 'LIMIT', 0, SWEEP)
  for i = 1, #silent, 2 do
    redis.call('ZREM', key, silent[i])
    sessionGone(ledger, link.id, silent[i], silent[i + 1])
    load(pool, link, silent[i], -1)
  end
end
