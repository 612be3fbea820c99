-- @include "clock"

-- How often something happened in a pool, by the minute; kept for a quarter of an hour.
local function count(pool, now, what)
  local key = pool .. ':rates:' .. text(now / 60000)
  if redis.call('HINCRBY', key, what, '1') == 1 then redis.call('PEXPIRE', key, '900000') end
end

-- One more request of somebody in this minute. Returns how many there were, and in how many ms the count ends.
local function countRequest(key)
  local requests = redis.call('INCR', key)
  if requests == 1 then
    redis.call('PEXPIRE', key, '60000')
    return requests, 60000
  end
  return requests, redis.call('PTTL', key)
end
