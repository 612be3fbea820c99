--[[
  Restores numbers of a pool that Redis has lost. It leaves numbers that are in the pool, so builders may overlap and
  start again. The last call brings `total`, the count of all numbers, and marks the pool as built.

  A link without an end may have an open page. It lives for one hold from now, and a page that is open renews it in that
  time. So no page sees a number that another page gets. The sessions of a bucket link are unknown: the empty session
  keeps it alive for that hold. Every number is of the common group again, until the next plans.

  Its keys and arguments are declared in engine/numbers.ts. The reply is how many numbers it restored. It is nil when
  the total is not reached: Redis has lost data again, and the build must start again.
]]
-- @include "clock"
-- @include "pool"

local pool = KEYS.pool
local now, hold = clock(ARGV.now), tonumber(ARGV.holdMs)

local function restore(n)
  local key = numberKey(pool, n.number)
  redis.call('HSET', key, 'country', n.country, 'area', n.area)
  redis.call('SADD', pool .. ':countries', n.country)
  local order = redis.call('HINCRBY', pool, 'added', 1)
  local isLinked = n.link and n.ended == 0
  if n.link then
    redis.call('HSET', key, 'link', n.link, 'combination', n.combination, 'until', isLinked and now + hold or n.ended,
      'seen', n.seen, 'ended', n.ended, 'reason', n.reason, 'told', n.seen, 'began', n.began)
    redis.call('HSET', pool .. ':combinations', n.combination, n.number)
  end
  if n.withdrawn then redis.call('HSET', key, 'withdrawn', n.withdrawn) end
  if isLinked then
    redis.call('ZADD', pool .. ':live', now + hold, n.number)
    for _, visit in ipairs(n.sharedBy or {}) do
      redis.call('HSET', key, 'shared', SHARED)
      redis.call('HSET', pool .. ':combinations', visit.combination, n.number)
      redis.call('ZADD', shownKey(pool, n.number), now, visit.session)
      redis.call('ZADD', guestsKey(pool, n.number), now, visit.combination)
    end
    if n.keyedBy == RUNG.bucket then
      redis.call('HINCRBY', pool, 'buckets', 1)
      redis.call('ZADD', shownKey(pool, n.number), now, '')
    end
  elseif not n.withdrawn then
    setFree(pool, n.number, n.country, n.area, n.link and n.ended or order)
  end
  if isLinked or not n.withdrawn then redis.call('HINCRBY', pool, 'size', 1) end
end

local restored = 0
for _, n in ipairs(cjson.decode(ARGV.numbers)) do
  if redis.call('EXISTS', numberKey(pool, n.number)) == 0 then
    restore(n)
    restored = restored + 1
  end
end
if ARGV.total ~= '' then
  if tonumber(redis.call('HGET', pool, 'added') or 0) < tonumber(ARGV.total) then return nil end
  redis.call('HSET', pool, 'built', now)
end
return restored
