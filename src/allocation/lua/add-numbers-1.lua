--[[
  Puts numbers into a pool; those that are there already are left as they are.

  KEYS[1]  pool
  ARGV     number, country, area; number, country, area; …

  Reply: how many were added.
]]
-- @include "pool"

local pool = KEYS[1]
local added = 0
for i = 1, #ARGV, 3 do
  local number, country, area = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local record = redis.call('HMGET', numberKey(pool, number), 'country', 'withdrawn', 'ended')
  if not record[1] or record[2] then
    redis.call('HSET', numberKey(pool, number), 'country', country, 'area', area)
    redis.call('HDEL', numberKey(pool, number), 'withdrawn')
    local restSince = tonumber(record[3]) or redis.call('HINCRBY', pool, 'added', 1)
    setFree(pool, number, country, area, restSince)
    redis.call('HINCRBY', pool, 'size', 1)
    added = added + 1
  end
end
return added
