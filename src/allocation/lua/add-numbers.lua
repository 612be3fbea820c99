--[[
  Adds numbers to a pool: new ones, and those that were withdrawn. It leaves the others as they are.

  Its keys and arguments are declared in engine/numbers.ts. The reply is how many numbers it added, or nil while Redis has
  lost the pool: the builder then builds all of it.
]]
-- @include "pool"

local pool = KEYS.pool
if not redis.call('HGET', pool, 'built') then return nil end
local added = 0
for _, n in ipairs(cjson.decode(ARGV.numbers)) do
  local key = numberKey(pool, n.number)
  local record = redis.call('HMGET', key, 'country', 'withdrawn', 'ended')
  if not record[1] or record[2] then
    redis.call('HSET', key, 'country', n.country, 'area', n.area)
    redis.call('HDEL', key, 'withdrawn')
    -- A paused number with a live link is still counted in the pool's size.
    if record[3] ~= '0' then
      local restSince = tonumber(record[3]) or redis.call('HINCRBY', pool, 'added', 1)
      redis.call('SADD', pool .. ':countries', n.country)
      setFree(pool, n.number, n.country, n.area, restSince)
      redis.call('HINCRBY', pool, 'size', 1)
    end
    added = added + 1
  end
end
return added
