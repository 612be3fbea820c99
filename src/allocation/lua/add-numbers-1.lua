--[[
  Puts numbers into a pool, new ones and such as were withdrawn; those that are in it are left as they are.

  KEYS[1]  pool
  ARGV     number, country, area; number, country, area; …

  Reply: how many were put in, or nil while the pool is not whole: then it is to be built.
]]
-- @include "pool"

local pool = KEYS[1]
if not redis.call('HGET', pool, 'built') then return nil end
local added = 0
for i = 1, #ARGV, 3 do
  local number, country, area = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local key = numberKey(pool, number)
  local record = redis.call('HMGET', key, 'country', 'withdrawn', 'ended')
  if not record[1] or record[2] then
    redis.call('HSET', key, 'country', country, 'area', area)
    redis.call('HDEL', key, 'withdrawn')
    -- One that was paused, and whose link lives on, has never left.
    if record[3] ~= '0' then
      local restSince = tonumber(record[3]) or redis.call('HINCRBY', pool, 'added', 1)
      redis.call('SADD', pool .. ':countries', country)
      setFree(pool, number, country, area, restSince)
      redis.call('HINCRBY', pool, 'size', 1)
    end
    added = added + 1
  end
end
return added
