-- @include "clock"

-- Counts an event of a pool in its minute. Redis drops the count after 15 minutes.
local function count(pool, now, event)
  local key = pool .. ':rates:' .. text(now / 60000)
  if redis.call('HINCRBY', key, event, '1') == 1 then redis.call('PEXPIRE', key, '900000') end
end

-- Counts an event of a client. Returns true when its events in this minute are more than the limit. 0 means no limit.
local function isOverLimit(key, limit)
  if limit == 0 then return false end
  local events = redis.call('INCR', key)
  if events == 1 then redis.call('PEXPIRE', key, '60000') end
  return events > limit
end

-- Counts a request of a client or site. Returns its requests in this minute and the milliseconds until they start again.
local function countRequest(key)
  local requests = redis.call('INCR', key)
  if requests == 1 then
    redis.call('PEXPIRE', key, '60000')
    return requests, 60000
  end
  return requests, redis.call('PTTL', key)
end
