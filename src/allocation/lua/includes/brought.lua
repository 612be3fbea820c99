-- @include "clock"

-- The buckets that a pool remembers, and how long. Buckets that several networks have brought stay a day longer.
local MAX_BROUGHT = 2000
local BROUGHT_MS = 86400000
-- Stands for several networks.
local SEVERAL = '*'

-- Notes that the network has brought the bucket. Returns true when another network has brought it too.
local function isBroughtByOthers(pool, bucket, network, now)
  local key, since = pool .. ':brought', pool .. ':brought:since'
  local first = redis.call('HGET', key, bucket)
  if first == SEVERAL then return true end
  if first == network then return false end
  redis.call('HSET', key, bucket, first and SEVERAL or network)
  redis.call('ZADD', since, text(first and now + BROUGHT_MS or now), bucket)
  local oldest = redis.call('ZRANGE', since, '0', '0', 'WITHSCORES')
  if tonumber(oldest[2]) < now - BROUGHT_MS or redis.call('HLEN', key) > MAX_BROUGHT then
    redis.call('HDEL', key, oldest[1])
    redis.call('ZREM', since, oldest[1])
  end
  return first ~= false
end
